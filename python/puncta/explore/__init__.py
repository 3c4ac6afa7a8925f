"""`puncta explore`: a page on this machine with sliders, that computes a scenario while one moves them."""
