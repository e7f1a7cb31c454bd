"""Write listings of the lockout policy as Windows' own tools do; all content is invented."""

from collections.abc import Iterable

ENGLISH = (
    "Force user logoff how long after time expires?:       Never",
    "Minimum password age (days):                          1",
    "Maximum password age (days):                          42",
    "Minimum password length:                              7",
    "Length of password history maintained:                None",
    "Lockout threshold:                                    {threshold}",
    "Lockout duration (minutes):                           {duration}",
    "Lockout observation window (minutes):                 {window}",
    "Computer role:                                        {role}",
    "The command completed successfully.",
)
GERMAN = (
    "Benutzerabmeldung erzwingen nach:                     Nie",
    "Mindestalter für das Passwort (Tage)                  1",
    "Länge der Passwortchronik:                            Keine",
    "Sperrschwelle:                                        {threshold}",
    "Sperrdauer (Minuten):                                 {duration}",
    "Sperrüberprüfungsfenster (Minuten):                   {window}",
    "Rolle des Computers:                                  {role}",
    "Der Befehl wurde erfolgreich ausgeführt.",
)
FRENCH = (
    "Durée de vie minimale du mot de passe (jours)\xa0:      1",
    "Longueur minimale du mot de passe\xa0:                  7",
    "Seuil de verrouillage\xa0:                              {threshold}",
    "Durée du verrouillage (min)\xa0:                        {duration}",
    "Fenêtre d'observation du verrouillage (min)\xa0:        {window}",
    "Rôle de l'ordinateur\xa0:                               {role}",
    "La commande s'est terminée correctement.",
)
SPANISH = (
    "Tiempo antes del cierre forzado:                      Nunca",
    "Longitud mínima de contraseña:                        8",
    "Umbral de bloqueo:                                    {threshold}",
    "Duración de bloqueo (minutos):                        {duration}",
    "Ventana de obs. de bloqueo (minutos):                 {window}",
    "Rol del servidor:                                     {role}",
    "Se ha completado el comando correctamente.",
)


def net_accounts(
    threshold: str = "5",
    window: str = "30",
    duration: str = "30",
    role: str = "SERVER",
    words: Iterable[str] = ENGLISH,
) -> str:
    """Return what `net accounts` prints; `words` are the lines of its language."""
    lines = "\n".join(words).format(
        threshold=threshold, window=window, duration=duration, role=role
    )
    return f"{lines}\n\n"


def of_domain(domain: str, listing: str) -> str:
    """Return what `net accounts /domain` prints."""
    heading = f"The request will be processed at a domain controller for domain {domain}.\n\n"
    return heading + listing


def active_directory(
    threshold: str = "5", window: str = "00:30:00", duration: str = "00:30:00", more: str = ""
) -> str:
    """Return what Get-ADDefaultDomainPasswordPolicy prints."""
    return (
        "\n\nComplexityEnabled           : True\n"
        "DistinguishedName           : DC=corp,DC=example\n"
        f"LockoutDuration             : {duration}\n"
        f"LockoutObservationWindow    : {window}\n"
        f"LockoutThreshold            : {threshold}\n"
        f"MaxPasswordAge              : 42.00:00:00\n{more}\n\n"
    )


def template(
    threshold: str = "5", window: str = "30", duration: str = "30", audit: str = "3"
) -> str:
    """Return what `secedit /export` writes."""
    return (
        "[Unicode]\r\nUnicode=yes\r\n"
        "[System Access]\r\nMinimumPasswordAge = 0\r\n"
        f"LockoutBadCount = {threshold}\r\n; LockoutDuration = 99 is a comment\r\n"
        f"ResetLockoutCount = {window}\r\nLockoutDuration = {duration}\r\n"
        f"[Event Audit]\r\nAuditSystemEvents = 0\r\nAuditLogonEvents = {audit}\r\n"
        "AuditAccountManage = 1\r\nAuditAccountLogon = 2\r\n"
        '[Version]\r\nsignature="$CHICAGO$"\r\nRevision=1\r\n'
    )


_TYPES = "http://www.microsoft.com/GroupPolicy/Types"
_SETTINGS = "http://www.microsoft.com/GroupPolicy/Settings"
_SECURITY = f'<Extension xmlns:q1="{_SETTINGS}/Security" xsi:type="q1:SecuritySettings">'
_XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
DECLARED = '<?xml version="1.0" encoding="utf-16"?>\r\n'


def setting(name: str, value: str, precedence: str = "") -> str:
    """Return one account setting of a report in XML; resultant sets give its precedence."""
    base = f"{_SETTINGS}/Base"
    before = (
        f'<GPO xmlns="{base}"><Identifier xmlns="{_TYPES}">{{31B2F340}}</Identifier>'
        f'</GPO><Precedence xmlns="{base}">{precedence}</Precedence>'
    )
    return (
        f"<q1:Account>{before if precedence else ''}<q1:Name>{name}</q1:Name>"
        f"<q1:SettingNumber>{value}</q1:SettingNumber><q1:Type>Account Lockout</q1:Type>"
        "</q1:Account>"
    )


AUDIT = (
    "<q1:Audit><q1:Name>AuditLogonEvents</q1:Name><q1:SuccessAttempts>true</q1:SuccessAttempts>"
    "<q1:FailureAttempts>true</q1:FailureAttempts></q1:Audit>"
)


def group_policy(name: str, settings: str, linked: str = "corp.example") -> str:
    """Return the element of one GPO as Get-GPOReport writes it, without a declaration."""
    return (
        f'<GPO {_XSI} xmlns="{_SETTINGS}"><Identifier><Identifier xmlns="{_TYPES}">{{31B2F340}}'
        f'</Identifier><Domain xmlns="{_TYPES}">corp.example</Domain></Identifier>\r\n'
        f"<Name>{name}</Name><Computer><Enabled>true</Enabled><ExtensionData>{_SECURITY}{settings}"
        "<q1:Blocked>false</q1:Blocked></Extension><Name>Security</Name></ExtensionData>"
        f"</Computer>\r\n<LinksTo><SOMName>corp</SOMName><SOMPath>{linked}</SOMPath>"
        "<Enabled>true</Enabled></LinksTo></GPO>"
    )


def resultant(computer: str, settings: str) -> str:
    """Return what `gpresult /x` writes."""
    return (
        f'{DECLARED}<Rsop {_XSI} xmlns="http://www.microsoft.com/GroupPolicy/Rsop">\r\n'
        "<UserResults><Name>CORP\\x</Name></UserResults>\r\n"
        f"<ComputerResults><Name>{computer}</Name><GPO><Name>Default</Name></GPO>"
        f"<ExtensionData>{_SECURITY}{settings}</Extension></ExtensionData></ComputerResults></Rsop>"
    )


def page(rows: Iterable[tuple[str, ...]], title: str = "Default Domain Policy") -> str:
    """Return a report in HTML with these rows of cells."""
    cells = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>\r\n" for row in rows)
    return (
        '<html dir="ltr"><head><!-- _locID_text --><style>.rsopsettings { border: 0 }</style>'
        f"<script>if (1 < 2) {{ show() }}</script><title>{title}</title></head>\r\n"
        f'<body><table class="info">{cells}</table></body></html>\r\n'
    )
