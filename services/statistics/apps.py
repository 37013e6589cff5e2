from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "services.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "thống kê"

    def ready(self) -> None:
        from services.statistics import receivers  # noqa: F401
