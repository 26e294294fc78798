# Texts of register/
