# Texts of delegation/
