# Texts of orders/
