"""The German of the portal: found in the code, kept in locale/*/LC_MESSAGES/django.po, checked, compiled.

Done with Babel, so no machine needs GNU gettext. Commands: collect_translations, check_translations,
compile_translations.
"""
