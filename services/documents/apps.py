from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "services.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "tệp"
