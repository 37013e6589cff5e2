from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "services.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "thông báo"

    def ready(self) -> None:
        from services.notices import receivers  # noqa: F401
