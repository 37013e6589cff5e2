"""Password hashing tuned for a portal: Argon2id, 19 MiB, two passes, one lane.

Django's own setting takes 100 MiB and up to 400 ms per log-in, PBKDF2 700 ms; this is
the minimum that OWASP's cheat sheet names, about 20 ms (security rule 55).
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
