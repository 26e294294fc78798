# Texts of the page frame
