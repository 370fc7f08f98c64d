#Requires -Version 7.4
# New-SpfRecord in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $zones = @{
        'build.example' = '
@         TXT   "token=1"
          MX    10 mx
          A     192.0.2.80
mx        A     192.0.2.25
_dmarc    TXT   "v=DMARC1; p=reject"
'
        'partner.example' = '
_spf      TXT   "v=spf1 ip4:198.51.100.0/24 -all"
empty     TXT   "nothing"
deep      TXT   "v=spf1 include:d1.partner.example include:d2.partner.example include:d3.partner.example include:d4.partner.example include:d5.partner.example -all"
d1        TXT   "v=spf1 include:_spf.partner.example -all"
d2        TXT   "v=spf1 include:_spf.partner.example -all"
d3        TXT   "v=spf1 include:_spf.partner.example -all"
d4        TXT   "v=spf1 include:_spf.partner.example -all"
d5        TXT   "v=spf1 include:_spf.partner.example -all"
'
        'google.com' = '
_spf      TXT   "v=spf1 ip4:203.0.113.0/28 ~all"
'
    }
    $lab = Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{
            Zones = [SmtpAdmin.Lab.LabZone[]]($zones.GetEnumerator() | ForEach-Object { [SmtpAdmin.Lab.LabZone]::Parse($_.Key, $_.Value) })
        })
    $dns = $lab.Dns.EndPoint.ToString()
}

AfterAll { Stop-Lab $lab }

Describe 'New-SpfRecord' {
    It 'refuses null for <Name>, and passes it over in the pipeline' -ForEach @(
        @{ Name = 'IPAddress'; Id = 'BadIPAddress' }
        @{ Name = 'A'; Id = 'BadA' }
        @{ Name = 'Include'; Id = 'BadInclude' }
        @{ Name = 'Prove'; Id = 'BadProve' }
        @{ Name = 'Provider'; Id = 'UnknownProvider' }
    ) {
        foreach ($value in $null, @($null)) {
            $given = @{ $Name = $value }
            { New-SpfRecord build.example -Mx -NoLookup @given } | Should -Throw -ErrorId "$Id,*"
        }
        ($null, '192.0.2.1', '' | New-SpfRecord build.example -NoLookup).Value | Should -BeExactly 'v=spf1 ip4:192.0.2.1 -all'
    }

    It 'makes a record in a sensible order, with what it costs' {
        $record = New-SpfRecord build.example -Include _spf.partner.example -Mx -A '@' -IPAddress 192.0.2.129/25, 192.0.2.0/25, 2001:db8::1 -Provider GoogleWorkspace -DnsServer $dns
        $record | Should -BeOfType SmtpAdmin.Spf.SpfNewRecord
        $record.Value | Should -BeExactly 'v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::1 a mx include:_spf.partner.example include:_spf.google.com -all'
        $record.Name, $record.Type | Should -Be 'build.example', 'TXT'
        $record.ZoneLine | Should -BeExactly "build.example. IN TXT `"$($record.Value)`""
        $record.Strings -join '' | Should -BeExactly $record.Value
        $record.LookupCount | Should -Be 4
        $record.VoidLookupCount | Should -Be 2 # neither host has an IPv6 address, for a sender that has one
        $record.IsLookupCountComplete | Should -BeTrue
        $record.Findings.Code | Should -Contain 'SPF-NEW-HOST-BITS'
        $record.Findings.Code | Should -Contain 'SPF-NEW-MERGED'
    }

    It 'makes one record of all that comes through the pipeline' {
        $record = [ipaddress]'192.0.2.4', '# a comment', '', '192.0.2.5/32', [pscustomobject]@{ IPAddress = '192.0.2.6/31' } | New-SpfRecord build.example -DnsServer $dns
        @($record).Count | Should -Be 1
        $record.Value | Should -BeExactly 'v=spf1 ip4:192.0.2.4/30 -all'
    }

    It 'proves <Address> for <MailFrom>: <Result>' -ForEach @(
        @{ Address = '192.0.2.25'; MailFrom = 'news@build.example'; Result = 'Pass' }
        @{ Address = '198.51.100.7'; MailFrom = 'news@build.example'; Result = 'Pass' }
        @{ Address = '203.0.113.200'; MailFrom = 'news@build.example'; Result = 'Fail' }
    ) {
        $record = New-SpfRecord build.example -Mx -Include _spf.partner.example -Prove "$Address=$MailFrom" -DnsServer $dns
        $record.Proof.Count | Should -Be 1
        $record.Proof[0].Result | Should -Be $Result
        $record.Proof[0].MailFrom | Should -Be $MailFrom
        $record.Passed | Should -Be ($Result -eq 'Pass')
        $record.Findings.Code -contains 'SPF-NEW-PROVE-NOT-PASSED' | Should -Be ($Result -ne 'Pass')
    }

    It 'takes senders as objects, tables and earlier results' {
        $senders = @{ IPAddress = '192.0.2.1'; MailFrom = 'a@build.example' }, [pscustomobject]@{ IPAddress = '192.0.2.2'; MailFrom = ''; HeloName = 'build.example' }, '192.0.2.3'
        $record = New-SpfRecord build.example -IPAddress 192.0.2.0/30 -Prove $senders -DnsServer $dns
        $record.Proof.MailFrom | Should -Be 'a@build.example', '', 'postmaster@build.example'
        $record.Proof.Result | Should -Be 'Pass', 'Pass', 'Pass'
        (New-SpfRecord build.example -IPAddress 192.0.2.1 -Prove $record.Proof -DnsServer $dns).Proof.Result | Should -Be 'Pass', 'Fail', 'Fail'
    }

    It 'reads rows as Test-SpfSender does, and proves nobody else for them' {
        $rows = "source_ip,EnvelopeFrom`n192.0.2.1,a@build.example`n,`n192.0.2.2,<b@build.example>" | ConvertFrom-Csv
        $record = New-SpfRecord build.example -IPAddress 192.0.2.0/30 -Prove $rows -DnsServer $dns
        $record.Proof.MailFrom | Should -Be 'a@build.example', 'b@build.example'
        (New-SpfRecord build.example -IPAddress 192.0.2.1 -Prove @{ IPAddress = '192.0.2.1'; SenderAddress = 'x@build.example' } -DnsServer $dns).Proof[0].MailFrom | Should -Be 'x@build.example'
    }

    It 'refuses to prove <Why>' -ForEach @(
        @{ Why = 'without a column for MAIL FROM'; Prove = [pscustomobject]@{ Address = '192.0.2.1'; From = 'a@build.example' }; Reason = '*MAIL FROM*among Address, From*EnvelopeFrom*' }
        @{ Why = 'an address alone in a table'; Prove = @{ IPAddress = '192.0.2.1' }; Reason = '*MAIL FROM*MailFrom*' }
        @{ Why = 'a sender of another domain'; Prove = @{ IPAddress = '192.0.2.1'; EnvelopeFrom = 'a@partner.example' }; Reason = "*a@partner.example' is no address of build.example*" }
        @{ Why = 'rows with nothing in them alone'; Prove = [pscustomobject]@{ IPAddress = ''; MailFrom = '' }; Reason = '*empty*' }
        @{ Why = 'a row that is wrong, without showing it'; Prove = [pscustomobject]@{ IPAddress = ''; MailFrom = 'a@build.example' }; Reason = '*missing*MailFrom=a@build.example*' }
        @{ Why = 'null'; Prove = $null; Reason = '*cannot be proved*missing*such as*' }
    ) {
        { New-SpfRecord build.example -IPAddress 192.0.2.1 -Prove $Prove -DnsServer $dns } | Should -Throw -ErrorId 'BadProve,*'
        "$($Error[0])" | Should -BeLike $Reason
    }

    It 'takes <Word> for <Wanted>' -ForEach @(
        @{ Word = '~all'; Wanted = '~all' }
        @{ Word = '-all'; Wanted = '-all' }
        @{ Word = '?'; Wanted = '?all' }
        @{ Word = 'soft'; Wanted = '~all' }
    ) {
        (New-SpfRecord build.example -IPAddress 192.0.2.1 -All $Word -NoLookup).Value | Should -BeExactly "v=spf1 ip4:192.0.2.1 $Wanted"
        { New-SpfRecord build.example -IPAddress 192.0.2.1 -All all -NoLookup } | Should -Throw '*SoftFail (~all)*'
    }

    It 'tells where the include of a provider is documented, and when that was read' {
        $finding = (New-SpfRecord build.example -Provider Microsoft365 -NoLookup).Findings | Where-Object Code -EQ 'SPF-NEW-PROVIDER'
        $finding.Severity | Should -Be 'Information'
        $finding.Message | Should -Match 'documents spf\.protection\.outlook\.com; the page was read on \d{4}-\d\d-\d\d'
        $finding.Reference | Should -Match '^https://'
    }

    It 'ends in -all unless told, and warns of a soft end beside DMARC reject' {
        (New-SpfRecord build.example -IPAddress 192.0.2.1 -DnsServer $dns).Value | Should -Match ' -all$'
        $soft = New-SpfRecord build.example -IPAddress 192.0.2.1 -All SoftFail -DnsServer $dns
        $soft.Value | Should -Match ' ~all$'
        ($soft.Findings | Where-Object Code -EQ 'SPF-DMARC-REJECT').Severity | Should -Be 'Warning'
        (New-SpfRecord build.example -All Fail -DnsServer $dns).Value | Should -BeExactly 'v=spf1 -all'
        (New-SpfRecord -Redirect _spf.partner.example -DnsServer $dns).Value | Should -BeExactly 'v=spf1 redirect=_spf.partner.example'
    }

    It 'refuses <Id>' -ForEach @(
        @{ Id = 'AuthorizesEverybody'; Category = 'InvalidArgument'; With = @{ IPAddress = '192.0.2.1'; All = 'Pass' } }
        @{ Id = 'AuthorizesEverybody'; Category = 'InvalidArgument'; With = @{ IPAddress = '0.0.0.0/0' } }
        @{ Id = 'RedirectBesideAll'; Category = 'InvalidArgument'; With = @{ Redirect = '_spf.partner.example'; All = 'Fail' } }
        @{ Id = 'BadIPAddress'; Category = 'InvalidArgument'; With = @{ IPAddress = '192.0.2.0/33' } }
        @{ Id = 'BadA'; Category = 'InvalidArgument'; With = @{ A = 'mail.build.example/40' } }
        @{ Id = 'BadInclude'; Category = 'InvalidArgument'; With = @{ Include = 'me@partner.example' } }
        @{ Id = 'BadExists'; Category = 'InvalidArgument'; With = @{ Exists = '%{x}.partner.example' } }
        @{ Id = 'UnknownProvider'; Category = 'ObjectNotFound'; With = @{ Provider = 'Gogle' } }
        @{ Id = 'BadProvider'; Category = 'InvalidArgument'; With = @{ Provider = 'HubSpot' } }
        @{ Id = 'IncludeWithoutRecord'; Category = 'ObjectNotFound'; With = @{ Include = 'empty.partner.example' } }
        @{ Id = 'IncludeWithoutRecord'; Category = 'ObjectNotFound'; With = @{ Include = 'gone.partner.example' } }
        @{ Id = 'RedirectWithoutRecord'; Category = 'ObjectNotFound'; With = @{ Redirect = 'empty.partner.example' } }
        @{ Id = 'TooManyLookups'; Category = 'LimitsExceeded'; With = @{ Include = 'deep.partner.example' } }
        @{ Id = 'Loop'; Category = 'InvalidArgument'; With = @{ Include = 'build.example' } }
        @{ Id = 'NothingGiven'; Category = 'InvalidArgument'; With = @{} }
        @{ Id = 'BadProve'; Category = 'InvalidArgument'; With = @{ IPAddress = '192.0.2.1'; Prove = '192.0.2.1=me@partner.example' } }
        @{ Id = 'ProveNeedsLookup'; Category = 'InvalidArgument'; With = @{ Mx = $true; Prove = '192.0.2.1'; NoLookup = $true } }
    ) {
        { New-SpfRecord build.example @With -DnsServer $dns } | Should -Throw -ErrorId "$Id,*"
        $Error[0].CategoryInfo.Category | Should -Be $Category
        $Error[0].Exception.Message.Length | Should -BeGreaterThan 40
    }

    It 'refuses two words about all others' {
        { New-SpfRecord build.example -IPAddress 192.0.2.1 -All Fail, SoftFail -DnsServer $dns } | Should -Throw "*A record has one 'all'*"
    }

    It 'refuses nothing for a name server that does not answer' {
        $record = New-SpfRecord build.example -Include refused.example -DnsServer $dns
        $record.IsLookupCountComplete | Should -BeFalse
        $record.LookupCount | Should -Be 1
        ($record.Findings | Where-Object Severity -EQ 'Warning').Code | Should -Match 'UNKNOWN$'
    }

    It 'asks nobody with -NoLookup' {
        $before = $lab.Dns.QueryCount
        $record = New-SpfRecord build.example -Include gone.partner.example -Mx -NoLookup -DnsServer $dns
        $lab.Dns.QueryCount | Should -Be $before
        $record.LookupCount | Should -Be 2
        $record.Findings.Code | Should -Contain 'SPF-NEW-NOT-LOOKED-UP'
        (New-SpfRecord build.example -IPAddress 192.0.2.1 -Prove 192.0.2.1 -NoLookup -DnsServer $dns).Passed | Should -BeTrue
    }

    It 'stands for the origin without a domain, and takes international ones' {
        (New-SpfRecord -IPAddress 192.0.2.1 -NoLookup).ZoneLine | Should -BeExactly '@ IN TXT "v=spf1 ip4:192.0.2.1 -all"'
        (New-SpfRecord bücher.example -IPAddress 192.0.2.1 -NoLookup).Name | Should -BeExactly 'xn--bcher-kva.example'
    }

    It 'completes providers, their regions and the last word' {
        (TabExpansion2 'New-SpfRecord -Provider Micro').CompletionMatches.CompletionText | Should -Contain 'Microsoft365/gcc-high'
        (TabExpansion2 'New-SpfRecord -Provider amazonses/eu-w').CompletionMatches.CompletionText | Should -Contain 'AmazonSes/eu-west-1'
        (TabExpansion2 'New-SpfRecord -Provider Office').CompletionMatches.CompletionText | Should -Contain 'Microsoft365'
        (TabExpansion2 'New-SpfRecord -Provider 365').CompletionMatches.CompletionText | Should -Contain 'Microsoft365'
        (TabExpansion2 'New-SpfRecord -All S').CompletionMatches.CompletionText | Should -Be 'SoftFail'
    }

    It 'has a table with the record in it' {
        $text = New-SpfRecord build.example -IPAddress 192.0.2.1, 198.51.100.0/24, 203.0.113.0/24 -DnsServer $dns | Format-Table | Out-String -Width 80
        $text | Should -Match 'Name\s+LookupCount\s+Value'
        $text | Should -Match 'build\.example\s+0\s+v=spf1 ip4:192\.0\.2\.1'
        $text | Should -Match '-all'
    }

    It 'shows the record within 80 columns, from another process too' {
        $record = New-SpfRecord build.example -Mx -Prove 203.0.113.200 -DnsServer $dns
        $remote = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($record, 1))
        foreach ($shown in $record, $remote) {
            $text = $shown | Out-String -Width 80
            $text -split "`n" | ForEach-Object { $_ -replace '\e\[[0-9;]*m' } | Where-Object Length -GT 80 | Should -BeNullOrEmpty
            $text | Should -Match 'v=spf1 mx -all'
            $text | Should -Match 'Fail.*: 203\.0\.113\.200 postmaster@build\.example'
            $text | Should -Match 'SPF-NEW-PROVE-NOT-PASSED'
        }
    }
}
