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
        'Export-DnsRecord'
        'Export-SmtpQueueItem'
        'Get-DnsblProvider'
        'Get-DnsblStatus'
        'Get-SmtpQueue'
        'Get-SmtpRelay'
        'Get-SmtpTrace'
        'New-DkimKey'
        'New-DmarcRecord'
        'New-MtaStsPolicy'
        'New-PtrRecord'
        'New-SmtpRelayUser'
        'New-SpfRecord'
        'New-TlsRptRecord'
        'New-TlsaRecord'
        'Optimize-SpfRecord'
        'Publish-DnsRecord'
        'Remove-DnsRecord'
        'Remove-SmtpQueueItem'
        'Resume-SmtpQueueItem'
        'Send-SmtpTest'
        'Start-SmtpRelay'
        'Stop-SmtpRelay'
        'Suspend-SmtpQueueItem'
        'Test-DkimRecord'
        'Test-DkimSignature'
        'Test-DnsblProvider'
        'Test-ReverseDns'
        'Test-SpfRecord'
        'Test-SpfSender'
        'Update-DkimKey'
        'Wait-DnsRecord'
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
