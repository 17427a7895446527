"""Who won each treatment, read in several places that must agree."""
