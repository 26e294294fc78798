# Texts of clients/
