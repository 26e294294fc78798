# Texts of access/
