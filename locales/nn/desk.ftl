# Texts of desk/
