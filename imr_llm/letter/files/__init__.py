"""Kinds of files, and the limits they are read under."""
