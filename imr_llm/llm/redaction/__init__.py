"""What identifies a person, found and masked before a letter leaves the machine."""
