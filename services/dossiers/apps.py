from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "services.dossiers"
    label = "dossiers"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "hồ sơ"
