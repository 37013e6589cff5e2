from django.apps import AppConfig


class CitizenConfig(AppConfig):
    name = "services.citizen"
    label = "citizen"
    verbose_name = "mặt công dân"
