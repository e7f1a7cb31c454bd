"""What operators could state: the answers of a site where nothing is out of the way."""

from collections.abc import Mapping
from typing import Final

Texts = tuple[str, ...]

QUIET: Final[Mapping[str, Texts]] = {
    "sms.version": ("2.0",),
    "sms.service_pack": ("SP4",),
    "sms.hardware_inventory": ("off",),
    "sms.software_inventory": ("off",),
    "sms.metering": ("off",),
    "sms.client_install_running": ("no",),
    "sms.site_reset": ("no",),
    "sms.site_code_is_domain_name": ("no",),
    "sms.secondary_site_by_switches": ("no",),
    "sms.site_server_is_member": ("yes",),
    "sms.client_connection_accounts": ("SMSClient_NOR",),
    "sms.service_accounts": ("SMSService",),
    "sms.metering_accounts": (),
    "sms.software_installation_accounts": ("SOFTDIST",),
    "program.software_installation_account": ("no",),
    "program.on_mapped_drive": ("no",),
    "client.os": ("nt",),
    "client.network_drives_mapped": ("no",),
    "client.network_drives_in_path": ("no",),
    "client.subst_drives": ("no",),
    "client.nal_logging_bit_32": ("no",),
    "client.netware_redirector": ("none",),
    "client.drivers": (),
    "source.saved_credentials": ("no",),
    "source.mapped_drives": ("no",),
    "source.disconnected_sessions": ("no",),
    "source.mail_on_phone": ("no",),
    "cm.network_access_account": ("no",),
    "dc.in_step": ("yes",),
    "services.fail_to_start": ("none",),
}


def but(answers: Mapping[str, str | Texts] | None = None) -> dict[str, Texts]:
    """Return these answers with others in their place."""
    others = (answers or {}).items()
    given = {name: (value,) if isinstance(value, str) else value for name, value in others}
    return {**QUIET, **given}


def of_old_sms(answers: Mapping[str, str | Texts] | None = None) -> dict[str, Texts]:
    """Return the answers of a site of SMS 1.2, which has no service pack of SMS 2.0."""
    return {
        name: value
        for name, value in but({"sms.version": "1.2", **(answers or {})}).items()
        if name != "sms.service_pack"
    }
