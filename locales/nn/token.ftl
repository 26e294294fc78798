# Texts of token/
