from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "services.desk"
    label = "desk"
    verbose_name = "bàn làm việc của cán bộ"
