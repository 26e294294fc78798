# Texts of letters/
