from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    name = "services.workdays"
    label = "workdays"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "lịch làm việc"
