"""What people and machines are shown of an eval; each writer takes the one report and nothing else."""
