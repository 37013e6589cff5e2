"""Payment providers for demo and tests: processes of their own, honest and naughty.

They are written from the protocols alone, with the standard library, and share no
line with the clients in services/payments/gateways (held by import-linter): two
readings of one protocol that agree say more than one reading that agrees with itself.
"""
