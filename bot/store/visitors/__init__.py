"""What is stored of the people who visit the pages."""
