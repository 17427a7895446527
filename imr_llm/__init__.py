"""Reads California Independent Medical Review letters into typed records with proof, and explains them plainly."""
