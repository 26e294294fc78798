# Texts of mail/
