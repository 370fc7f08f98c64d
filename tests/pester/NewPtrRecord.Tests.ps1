#Requires -Version 7.4
# New-PtrRecord in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $lab = Start-Lab
    $dns = "$($lab.Dns.EndPoint)"
}

AfterAll { Stop-Lab $lab }

Describe 'New-PtrRecord' {
    It 'makes the record of an address, and says what is there' {
        $record = New-PtrRecord 192.0.2.26 mail.lab.test -DnsServer $dns
        $record | Should -BeOfType SmtpAdmin.Reputation.PtrNewRecord
        $record.ZoneLine | Should -BeExactly '26.2.0.192.in-addr.arpa. IN PTR mail.lab.test.'
        $record.CurrentName | Should -Be 'other.lab.test'
        $record.IsPublished | Should -BeFalse
        $record.ForwardConfirmed | Should -BeFalse
        $record.ReverseZone, $record.PrimaryServer, $record.ZoneContact | Should -Be '2.0.192.in-addr.arpa', 'ns.lab.test', 'hostmaster@lab.test'
        $record.RecordSets.Count | Should -Be 1
        $record.ForwardRecords[0].Data | Should -Be '127.0.0.1', '192.0.2.26'
        $record.RequestText | Should -Match 'Name wanted:   mail\.lab\.test'
    }

    It 'has nothing to do where all is right' {
        $record = New-PtrRecord 127.0.0.1 mail.lab.test -DnsServer $dns
        $record.IsPublished | Should -BeTrue
        $record.ForwardConfirmed | Should -BeTrue
        $record.ForwardRecords.Count | Should -Be 0
    }

    It 'leaves unknown what cannot be looked up' {
        $record = New-PtrRecord 192.0.2.28 mail.lab.test -DnsServer $dns
        $null -eq $record.IsPublished | Should -BeTrue
        $record.Findings.Code | Should -Contain 'PTR-NEW-CURRENT-UNKNOWN'
    }

    It 'takes addresses, objects and tables from the pipeline' {
        ([ipaddress]'192.0.2.1', '2001:db8::1', '' | New-PtrRecord -HostName mail.example.com -NoLookup).Name.Count | Should -Be 2
        $rows = "IPAddress,HostName,Block`n192.0.2.1,a.example.com,`n192.0.2.130,b.example.com,192.0.2.128/26" | ConvertFrom-Csv
        ($rows | New-PtrRecord -NoLookup).ZoneLine | Should -Be '1.2.0.192.in-addr.arpa. IN PTR a.example.com.', '130.128/26.2.0.192.in-addr.arpa. IN PTR b.example.com.'
    }

    It 'names the zone of a block as <Style>' -ForEach @(
        @{ Style = 'Slash'; Label = '128/26' }
        @{ Style = 'Dash'; Label = '128-26' }
        @{ Style = 'Range'; Label = '128-191' }
    ) {
        $record = New-PtrRecord 192.0.2.130 mail.example.com -Block 192.0.2.128/26 -BlockStyle $Style -NoLookup
        $record.Name | Should -BeExactly "130.$Label.2.0.192.in-addr.arpa"
        "$($record.ParentRecords)" | Should -BeExactly "130.2.0.192.in-addr.arpa. IN CNAME 130.$Label.2.0.192.in-addr.arpa."
        $record.RecordSets.Type | Should -Be 'PTR'
    }

    It 'asks nobody with -NoLookup' {
        $before = $lab.Dns.QueryCount
        $null = New-PtrRecord 192.0.2.25 mail.lab.test -NoLookup -DnsServer $dns
        $lab.Dns.QueryCount | Should -Be $before
    }

    It 'refuses <Id>: <Address> <HostName> <Block>' -ForEach @(
        @{ Id = 'BadIPAddress'; Address = '192.0.2.0/28'; HostName = 'mail.example.com' }
        @{ Id = 'BadIPAddress'; Address = ''; HostName = 'mail.example.com' }
        @{ Id = 'BadIPAddress'; Address = [pscustomobject]@{ Server = '192.0.2.1' }; HostName = 'mail.example.com' }
        @{ Id = 'BadHostName'; Address = '192.0.2.1'; HostName = 'mail' }
        @{ Id = 'BadBlock'; Address = '192.0.2.1'; HostName = 'mail.example.com'; Block = '192.0.2.128/26' }
        @{ Id = 'BadBlock'; Address = '192.0.2.1'; HostName = 'mail.example.com'; Block = '' }
    ) {
        $with = if ($null -ne $Block) { @{ Block = $Block } } else { @{} }
        { New-PtrRecord $Address $HostName @with -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        $Error[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'completes the styles' {
        (TabExpansion2 'New-PtrRecord -BlockStyle ').CompletionMatches.CompletionText | Should -Be 'Dash', 'Range', 'Slash'
    }

    It 'shows the record within 80 columns, from another process too' {
        $record = New-PtrRecord 192.0.2.130 mail.example.com -Block 192.0.2.128/26 -DnsServer $dns
        $remote = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($record, 1))
        foreach ($shown in $record, $remote) {
            $text = $shown | Out-String -Width 80
            $text -split "`n" | ForEach-Object { $_ -replace '\e\[[0-9;]*m' } | Where-Object Length -GT 80 | Should -BeNullOrEmpty
            $text | Should -Match '130\.128/26\.2\.0\.192\.in-addr\.arpa\. IN PTR'
            $text | Should -Match 'PTR-NEW-BLOCK'
            foreach ($long in $record.RequestText, $record.ZoneLine, ($record.ParentRecords -join ' ')) {
                ($text -replace '\s+', ' ').Contains(($long -replace '\s+', ' ').Trim()) | Should -BeTrue -Because 'lines break at blanks alone'
            }
        }
        $list = ($record.Findings | Format-List | Out-String -Width 80) -replace '\s+', ' '
        foreach ($finding in $record.Findings) { $list.Contains($finding.Message) -and $list.Contains($finding.Remedy) | Should -BeTrue -Because 'findings too break at blanks alone' }
        $record | Format-Table | Out-String -Width 80 | Should -Match 'IPAddress\s+Name\s+Value'
    }
}
