from typing import Any

from django.urls import URLPattern, include, path

from services.desk.views import (
    acts,
    board,
    counter,
    dossier,
    facts,
    figures,
    files,
    indicators,
    intake,
    judged,
    own_board,
    own_reports,
    post,
    procedures,
    quality,
    queue,
    receipts,
    reconciling,
    refunds,
    registers,
    reports,
    till,
    transfers,
)

app_name = "desk"


def handed(folder: str, view: Any, name: str, *more: str) -> list[URLPattern]:
    """Return the addresses at which what a page shows is handed out, by kind."""
    return [
        path(f"{folder}/<slug:key>.{kind}", view, {"kind": kind}, name=f"{name}_{kind}")
        for kind in ("csv", "svg", *more)
    ]


MONEY = [
    path("", till.today, name="till"),
    path("khoa-so/<str:agency>/<str:day>/", till.close, name="till_close"),
    path("chuyen-khoan/", transfers.transfers, name="transfers"),
    path("chuyen-khoan/<uuid:key>/", transfers.transfer, name="transfer"),
    path("chuyen-khoan/<uuid:key>/chung-tu/", transfers.proof, name="transfer_proof"),
    path("hoan-tien/", refunds.refunds, name="refunds"),
    path("hoan-tien/<uuid:key>/", refunds.refund, name="refund"),
    path("tien-thua/<uuid:key>/<str:agency>/", refunds.excess, name="excess"),
    path("thu-ho-thua/<int:key>/", refunds.door_excess, name="door_excess"),
    path("doi-soat/", reconciling.differences, name="differences"),
    path("doi-soat/lay-lai/", reconciling.take, name="take_statements"),
    path("doi-soat/<int:key>/", reconciling.difference, name="difference"),
    path("doi-soat/<slug:means>/<str:day>/", reconciling.statement, name="statement"),
    path("bien-lai/", receipts.receipts, name="receipts"),
    path("bien-lai/<uuid:key>/", receipts.receipt, name="receipt"),
    path("bien-lai/<uuid:key>/pdf/", receipts.pdf, name="receipt_pdf"),
]

FIGURES = [
    path("", board.board, name="board"),
    *handed("bang", board.board_file, "board"),
    path("chat-luong/", quality.quality, name="quality"),
    path("bieu/", reports.report, name="report"),
    path("bieu/pdf/", reports.report_file, {"kind": "pdf"}, name="report_pdf"),
    path("bieu/xlsx/", reports.report_file, {"kind": "xlsx"}, name="report_xlsx"),
    path("danh-sach/", facts.facts, name="facts"),
    path("thu-tuc/", procedures.procedures, name="procedures"),
    path("chi-tieu/", indicators.indicators, name="indicators"),
    *handed("chi-tieu", indicators.indicators_file, "indicators"),
    path("bao-cao/", own_reports.own_reports, name="own_reports"),
    path("bao-cao/lap/", own_reports.own_report, name="own_report"),
    *handed("bao-cao/lap", own_reports.own_report_file, "own_report", "xlsx"),
    path(
        "bao-cao/<int:number>/",
        own_reports.own_report_sending,
        name="own_report_sending",
    ),
    path("bao-cao/lich/<int:number>/", own_reports.own_schedule, name="own_schedule"),
    path("hai-long/", judged.satisfaction, name="satisfaction"),
    path("bo-chi-so/", judged.scores, name="scores"),
    *handed("bo-chi-so", judged.judged_file, "judged"),
    path("so-theo-doi/", registers.registers, name="registers"),
    path("so-theo-doi/bang-mau.csv", registers.sheet_template, name="sheet_template"),
    path("so-theo-doi/nhap-tu-bang/", registers.import_sheet, name="import_sheet"),
    path("so-theo-doi/<slug:key>/", registers.register, name="register"),
    path("so-theo-doi/<slug:key>/them/", registers.new_entry, name="register_new"),
    path(
        "so-theo-doi/<slug:key>/<int:number>/", registers.entry, name="register_entry"
    ),
]

OWN = [
    path("", own_board.own_board, name="own_board"),
    path("danh-sach/", own_board.own_list, name="own_list"),
    *handed("bang", own_board.own_file, "own"),
]

urlpatterns = [
    path("thu-ngan/", include(MONEY)),
    path("so-lieu-thu/", figures.figures, name="money_figures"),
    path("so-lieu/", include(FIGURES)),
    path("buu-chinh/", post.parcels, name="parcels"),
    path("buu-chinh/<uuid:key>/", post.parcel, name="parcel"),
    path("buu-chinh/<uuid:key>/nhan/", post.label, name="parcel_label"),
    path("viec-cua-toi/", include(OWN)),
    path("", queue.home, name="home"),
    path("hang-doi/<slug:key>/", queue.queue, name="queue"),
    path("tai-quay/", counter.choose, name="counter"),
    path("tai-quay/<uuid:key>/", counter.intake, name="intake_review"),
    path("tai-quay/<uuid:key>/<str:section>/", intake.page, name="intake_page"),
    path("tai-quay/<str:code>/", counter.begin, name="intake_begin"),
    path("ho-so/<str:code>/", dossier.dossier, name="dossier"),
    path("ho-so/<str:code>/tiep-theo/", queue.following, name="following"),
    path("ho-so/<str:code>/tep/<uuid:document>/", files.document, name="document"),
    path("ho-so/<str:code>/giay/<str:slip>/", files.slip, name="slip"),
    path("ho-so/<str:code>/<str:act>/", acts.act, name="act"),
]
