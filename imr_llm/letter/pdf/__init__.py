"""PDF files, read in a limited child process."""
