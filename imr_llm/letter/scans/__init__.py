"""Letters that are pictures: photos, and pages of a PDF without text, read by Tesseract in a limited child process."""
