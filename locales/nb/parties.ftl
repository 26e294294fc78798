# Texts of parties/
