"""The partner's own pages, and what both sides read beside cases."""

urlpatterns: list = []
# home ""  name home | cases/ name case_list | cases/new/ name new_case | cases/new/forecast/ name forecast
# cases/<int:number>/clock/<int:milestone>/ name receipt | policy/ name policy | organisation/ name organisation
# me/ name profile
