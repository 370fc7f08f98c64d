@{
    RootModule           = 'bin/SmtpAdmin.PowerShell.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '7953f14e-b83e-4b58-bac8-607203ca9ce3'
    Author               = 'the SmtpAdmin authors'
    CompanyName          = 'the SmtpAdmin authors'
    Copyright            = '(c) the SmtpAdmin authors. MIT licence.'
    Description          = 'For people who set up, check and run outgoing mail: reverse DNS as receivers see it, blacklists asked so that the answer can be trusted, and servers tested stage by stage, each result with what is wrong and what to do about it.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    FormatsToProcess     = @('SmtpAdmin.Format.ps1xml')
    TypesToProcess       = @('SmtpAdmin.Types.ps1xml')
    CmdletsToExport      = @(
        'Add-DkimSignature'
        'Get-DnsblProvider'
        'Get-DnsblStatus'
        'New-DkimKey'
        'New-SpfRecord'
        'Optimize-SpfRecord'
        'Send-SmtpTest'
        'Test-DnsblProvider'
        'Test-DkimRecord'
        'Test-DkimSignature'
        'Test-ReverseDns'
        'Test-SpfRecord'
        'Test-SpfSender'
        'Update-DkimKey'
        'Export-SmtpQueueItem'
        'Get-SmtpQueue'
        'Get-SmtpTrace'
        'New-SmtpRelayUser'
        'Remove-SmtpQueueItem'
        'Resume-SmtpQueueItem'
        'Suspend-SmtpQueueItem'

        'Get-SmtpRelay'
        'Start-SmtpRelay'
        'Stop-SmtpRelay'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags         = @('SMTP', 'Email', 'Mail', 'DNS', 'PTR', 'ReverseDNS', 'DNSBL', 'RBL', 'Blacklist', 'Deliverability', 'TLS', 'STARTTLS', 'Linux', 'macOS', 'Windows')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md in the source.'
        }
    }
}
