#Requires -Version 7.4
# New-DmarcRecord, New-TlsRptRecord and New-MtaStsPolicy in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $zones = @{
        'build.example' = '
@              TXT   "v=spf1 mx -all"
               MX    20 mx2
               MX    10 mx1.partner.example.
mx2            A     192.0.2.25
mta-sts        A     192.0.2.80
_dmarc         TXT   "v=DMARC1; p=none; rua=mailto:old@build.example"
_smtp._tls     TXT   "v=TLSRPTv1; rua=mailto:tls@partner.example"
s1._domainkey  TXT   "v=DKIM1; p=MIIB"
'
        'partner.example' = '
mx1                                    A    192.0.2.26
build.example._report._dmarc.reports   TXT  "v=DMARC1"
'
        'null.example' = '
@              MX    0 .
'
    }
    $lab = Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{
            Zones = [SmtpAdmin.Lab.LabZone[]]($zones.GetEnumerator() | ForEach-Object { [SmtpAdmin.Lab.LabZone]::Parse($_.Key, $_.Value) })
        })
    $dns = $lab.Dns.EndPoint.ToString()
}

AfterAll { Stop-Lab $lab }

Describe 'New-DmarcRecord' {
    It 'makes the record of a stage, and tells what it replaces' {
        $record = New-DmarcRecord build.example Quarantine -AggregateReportTo dmarc@build.example -DkimSelector s1 -DnsServer $dns
        $record | Should -BeOfType SmtpAdmin.Dmarc.DmarcNewRecord
        $record.Name, $record.Type | Should -Be '_dmarc.build.example', 'TXT'
        $record.Value | Should -BeExactly 'v=DMARC1; p=quarantine; rua=mailto:dmarc@build.example'
        $record.RecordSets[0].Data | Should -BeExactly "`"$($record.Value)`""
        $record.PublishedStatus | Should -Be 'Other'
        $record.Published | Should -BeExactly 'v=DMARC1; p=none; rua=mailto:old@build.example'
        $record.Findings.Code | Should -Be 'DMARC-NEW-LOST-REPORTS', 'DMARC-NEW-REPLACES'
        $record.Passed | Should -BeTrue
    }

    It 'takes the words of the record for options: <Given>' -ForEach @(
        @{ Given = '0'; Value = '' }
        @{ Given = '1', 'd', 's'; Value = '; fo=1:d:s' }
        @{ Given = 1; Value = '; fo=1' }
        @{ Given = 'Dkim', 'Spf'; Value = '; fo=d:s' }
    ) {
        (New-DmarcRecord build.example -Ruf f@build.example -FailureOption $Given -PublicSuffixDomain n -NoLookup).Value | Should -BeExactly "v=DMARC1; p=none; ruf=mailto:f@build.example$Value; psd=n"
    }

    It 'gives what others have to publish, and says whether they do' {
        $record = New-DmarcRecord build.example -Rua a@reports.partner.example, b@partner.example -DnsServer $dns
        $record.AuthorizationRecords.Name | Should -Be 'build.example._report._dmarc.reports.partner.example', 'build.example._report._dmarc.partner.example'
        $record.RecordSets.Count | Should -Be 1
        ($record.Findings | Where-Object Code -EQ 'DMARC-NEW-AUTHORIZED').Message | Should -Match '^reports\.partner\.example says'
        ($record.Findings | Where-Object Code -EQ 'DMARC-NEW-NOT-AUTHORIZED').Remedy | Should -Match 'build\.example\._report\._dmarc\.partner\.example\. IN TXT "v=DMARC1;"'
    }

    It 'refuses <Id>' -ForEach @(
        @{ Id = 'RemovedTag'; With = @{ Percent = 50 } }
        @{ Id = 'RemovedTag'; With = @{ ReportInterval = 86400 } }
        @{ Id = 'RemovedTag'; With = @{ ReportFormat = 'afrf' } }
        @{ Id = 'StageContradicted'; With = @{ Stage = 'Reject'; Policy = 'None' } }
        @{ Id = 'BadReportAddress'; With = @{ AggregateReportTo = 'dmarc@build.example!10m' } }
        @{ Id = 'BadReportAddress'; With = @{ AggregateReportTo = $null } }
        @{ Id = 'BadFailureOption'; With = @{ FailureOption = 'Dkim' } }
        @{ Id = 'BadSelector'; With = @{ DkimSelector = '' } }
    ) {
        { New-DmarcRecord build.example @With -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        $Error[0].Exception.Message.Length | Should -BeGreaterThan 40
    }

    It 'goes on with the next domain, and takes objects and results of other commands' {
        $records = 'build.example', '# a comment', '', '*.build.example', 'bücher.example' | New-DmarcRecord -NoLookup -ErrorVariable refused -ErrorAction SilentlyContinue
        $records.Name | Should -Be '_dmarc.build.example', '_dmarc.xn--bcher-kva.example'
        $refused[0].FullyQualifiedErrorId | Should -Match '^BadDomain,'
        ([pscustomobject]@{ Domain = 'a.example' }, (New-SpfRecord b.example -All Fail -NoLookup) | New-DmarcRecord -NoLookup).Domain | Should -Be 'a.example', 'b.example'
    }

    It 'takes the columns of a table, and an empty cell for nothing' {
        $records = 'Domain,Policy,SubdomainPolicy,NonexistentSubdomainPolicy,Stage,DkimAlignment,SpfAlignment,AggregateReportTo,FailureReportTo,Testing',
        'a.example,Reject,None,Quarantine,,Strict,Strict,x@a.example,f@a.example,yes', 'b.example,,,,Quarantine,,,,,', 'c.example,,,,,,,,,no' | ConvertFrom-Csv | New-DmarcRecord -NoLookup
        $records.Value | Should -BeExactly 'v=DMARC1; p=reject; sp=none; np=quarantine; adkim=s; aspf=s; rua=mailto:x@a.example; ruf=mailto:f@a.example; t=y',
        'v=DMARC1; p=quarantine', 'v=DMARC1; p=none'
        { 'a.example' | New-DmarcRecord -NoLookup -Policy '' } | Should -Throw -ErrorId 'EmptyArgument,*'
        { 'a.example' | New-DmarcRecord -NoLookup -Rua '' -ErrorAction Stop } | Should -Throw -ErrorId 'BadReportAddress,*'
    }

    It 'refuses a row with a cell that cannot be used, and makes no other record of it: <Column> <Cell>' -ForEach @(
        @{ Column = 'Policy'; Cell = 'Rejct' }
        @{ Column = 'Stage'; Cell = 'Mnitor' }
        @{ Column = 'DkimAlignment'; Cell = 'strct' }
        @{ Column = 'Testing'; Cell = 'maybe' }
    ) {
        $rows = "Domain,$Column", 'a.example,', "b.example,$Cell", 'c.example,' | ConvertFrom-Csv
        $records = $rows | New-DmarcRecord -NoLookup -ErrorAction SilentlyContinue -ErrorVariable refused
        $records.Domain | Should -Be 'a.example', 'c.example'
        @($refused | ForEach-Object ToString | Select-Object -Unique) | Should -HaveCount 1
        "$($refused[0])" | Should -Match "$Column.*'$Cell'"
    }

    It 'tells of a row without a domain, and passes over an empty one' {
        $rows = 'Domain,Policy', ',Reject', ',', 'a.example,' | ConvertFrom-Csv
        ($rows | New-DmarcRecord -NoLookup -ErrorAction SilentlyContinue -ErrorVariable refused).Domain | Should -Be 'a.example'
        $refused | Should -HaveCount 1
        $refused[0].FullyQualifiedErrorId | Should -Match '^BadDomain,'
    }

    It 'lets an argument stand above a column' {
        ([pscustomobject]@{ Domain = 'a.example'; Policy = 'Rejct' } | New-DmarcRecord -Policy Quarantine -NoLookup).Value | Should -BeExactly 'v=DMARC1; p=quarantine'
    }

    It 'tells what is not answered as unknown' {
        $record = New-DmarcRecord refused.example -Stage Reject -Rua a@refused.example -DnsServer $dns
        $record.PublishedStatus | Should -Be 'Unknown'
        $record.Findings.Code | Should -Contain 'DMARC-NEW-SPF-UNKNOWN'
        $record.Findings.Code | Should -Not -Contain 'DMARC-NEW-NO-SPF'
    }

    It 'has a list with its findings and a table, and completes' {
        $record = New-DmarcRecord build.example -Stage Reject -Rua a@partner.example -DnsServer $dns
        $text = $record | Out-String -Width 100
        $text | Should -Match 'Value\s+: v=DMARC1; p=reject'
        $text | Should -Match 'Authorization\s+: build\.example\._report'
        $text | Should -Match 'DMARC-NEW-STEP-SKIPPED'
        $record | Format-Table | Out-String -Width 100 | Should -Match '_dmarc\.build\.example\s+Other\s+v=DMARC1'
        (TabExpansion2 'New-DmarcRecord a.example -Stage ').CompletionMatches.CompletionText | Should -Be 'Monitor', 'Quarantine', 'Reject'
    }
}

Describe 'New-TlsRptRecord' {
    It 'makes a record, and knows the one that is there' {
        $record = New-TlsRptRecord build.example tls@partner.example -DnsServer $dns
        $record | Should -BeOfType SmtpAdmin.TlsRpt.TlsRptNewRecord
        $record.ZoneLine | Should -BeExactly '_smtp._tls.build.example. IN TXT "v=TLSRPTv1; rua=mailto:tls@partner.example"'
        $record.PublishedStatus | Should -Be 'Same'
        $record | Out-String | Should -Match 'TLSRPT-NEW-UNCHANGED'
        $record | Format-Table | Out-String -Width 100 | Should -Match '_smtp\._tls\.build\.example\s+Same'
    }

    It 'refuses what no report goes to' {
        { New-TlsRptRecord build.example http://build.example/ -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId 'BadReportAddress,*'
        { New-TlsRptRecord build.example '' -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId 'BadReportAddress,*'
    }

    It 'takes the address of a table' {
        $refused = $null
        $records = [pscustomobject]@{ Domain = 'a.example'; ReportTo = 'x@a.example' }, [pscustomobject]@{ Domain = 'b.example'; ReportTo = '' } |
            New-TlsRptRecord -NoLookup -ErrorVariable refused -ErrorAction SilentlyContinue
        $records.Value | Should -BeExactly 'v=TLSRPTv1; rua=mailto:x@a.example'
        $refused[0].FullyQualifiedErrorId | Should -Match '^BadReportAddress,'
    }

    It 'makes one for each domain' {
        ('a.example', 'b.example' | New-TlsRptRecord -ReportTo tls@partner.example -NoLookup).Name | Should -Be '_smtp._tls.a.example', '_smtp._tls.b.example'
    }
}

Describe 'New-MtaStsPolicy' {
    It 'makes a policy of the MX records' {
        $policy = New-MtaStsPolicy build.example -DnsServer $dns
        $policy | Should -BeOfType SmtpAdmin.MtaSts.MtaStsNewPolicy
        $policy.PolicyText | Should -BeExactly "version: STSv1`r`nmode: testing`r`nmx: mx1.partner.example`r`nmx: mx2.build.example`r`nmax_age: 604800`r`n"
        $policy.MxHost[0] | Should -BeExactly 'mx1.partner.example'
        $policy.MaxAge | Should -Be ([timespan]::FromDays(7))
        $policy.RecordSets[0].Name | Should -BeExactly '_mta-sts.build.example'
        $policy.RecordValue | Should -BeExactly "v=STSv1; id=$($policy.Id);"
        $policy.Findings.Code | Should -Be 'MTASTS-NEW-HOSTING'
        (New-MtaStsPolicy build.example -MxHost $policy.MxHost -NoLookup).Id | Should -BeExactly $policy.Id
    }

    It 'takes the columns of a table, and an empty cell for nothing' {
        $policies = 'Domain,Mode,MxHost,MaxAge', 'a.example,Enforce,mx.a.example,14d', 'b.example,,mx.b.example,' | ConvertFrom-Csv | New-MtaStsPolicy -NoLookup
        $policies.Mode | Should -Be 'Enforce', 'Testing'
        $policies.MxHost | Should -BeExactly 'mx.a.example', 'mx.b.example'
        $policies.MaxAgeSeconds | Should -Be 1209600, 604800
        ([pscustomobject]@{ Domain = 'build.example'; MxHost = '' } | New-MtaStsPolicy -DnsServer $dns).MxHost | Should -Contain 'mx2.build.example'
    }

    It 'refuses a row with a cell that cannot be used, and makes no policy of it: <Column> <Cell>' -ForEach @(
        @{ Column = 'Mode'; Cell = 'Enfrce' }
        @{ Column = 'MaxAge'; Cell = '14q' }
    ) {
        $rows = "Domain,MxHost,$Column", 'a.example,mx.a.example,', "b.example,mx.b.example,$Cell" | ConvertFrom-Csv
        $policies = $rows | New-MtaStsPolicy -NoLookup -ErrorAction SilentlyContinue -ErrorVariable refused
        $policies.Domain | Should -Be 'a.example'
        @($refused | ForEach-Object ToString | Select-Object -Unique) | Should -HaveCount 1
        "$($refused[0])" | Should -Match "$Column.*'$Cell'"
    }

    It 'takes <Age> for the age' -ForEach @(
        @{ Age = 86400; Seconds = 86400 }
        @{ Age = '86400'; Seconds = 86400 }
        @{ Age = '14d'; Seconds = 1209600 }
        @{ Age = [timespan]::FromHours(5); Seconds = 18000 }
    ) {
        (New-MtaStsPolicy build.example -MxHost mx.build.example -MaxAge $Age -NoLookup).MaxAgeSeconds | Should -Be $Seconds
    }

    It 'makes none from a guess, and none where there is no mail: <Id>' -ForEach @(
        @{ Id = 'MxUnknown'; Category = 'ResourceUnavailable'; Domain = 'refused.example' }
        @{ Id = 'NullMx'; Category = 'ObjectNotFound'; Domain = 'null.example' }
        @{ Id = 'NoMx'; Category = 'ObjectNotFound'; Domain = 'mx2.build.example' }
    ) {
        { New-MtaStsPolicy $Domain -DnsServer $dns -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        $Error[0].CategoryInfo.Category | Should -Be $Category
    }

    It 'refuses <Id>' -ForEach @(
        @{ Id = 'BadMaxAge'; With = @{ MaxAge = 31557601 } }
        @{ Id = 'BadMaxAge'; With = @{ MaxAge = -1 } }
        @{ Id = 'BadId'; With = @{ Id = '' } }
        @{ Id = 'BadMxHost'; With = @{ MxHost = '.build.example' } }
    ) {
        $all = @{ MxHost = 'mx.build.example' } + @{}
        foreach ($key in $With.Keys) { $all[$key] = $With[$key] }
        { New-MtaStsPolicy build.example @all -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
    }

    It 'names the mail exchanger that a policy leaves out' {
        $policy = New-MtaStsPolicy build.example Enforce -MxHost *.build.example -DnsServer $dns
        $policy.Passed | Should -BeFalse
        $policy.Findings[0].Code | Should -Be 'MTASTS-NEW-MX-NOT-COVERED'
        $policy.Findings[0].Message | Should -Match 'mx1\.partner\.example'
    }

    It 'writes the file, but not with -WhatIf, and not over what is no policy' {
        $folder = (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))).FullName
        $file = Join-Path $folder 'mta-sts.txt'
        $policy = New-MtaStsPolicy build.example -MxHost mx.build.example -NoLookup -Path $folder -WhatIf
        $policy.Id.Length | Should -Be 32
        $policy.PolicyPath | Should -BeNullOrEmpty
        $file | Should -Not -Exist

        $policy = New-MtaStsPolicy build.example -MxHost mx.build.example -NoLookup -Path $folder
        $policy.PolicyPath | Should -BeExactly $file
        Get-Content $file -Raw | Should -BeExactly $policy.PolicyText

        'mine' | Set-Content $file
        { New-MtaStsPolicy build.example -MxHost mx.build.example -NoLookup -Path $file -ErrorAction Stop } | Should -Throw -ErrorId 'PolicyNotWritten,*'
        Get-Content $file | Should -BeExactly 'mine'
    }

    It 'gives each domain a file of its own' {
        $made = 'a.example', 'b.example' | New-MtaStsPolicy -MxHost mx.build.example -NoLookup -Path (Join-Path $TestDrive 'one.txt') -ErrorVariable refused -ErrorAction SilentlyContinue
        $made.Domain | Should -Be 'a.example'
        $refused[0].FullyQualifiedErrorId | Should -Match '^BadPath,'
    }

    It 'has a list and a table' {
        $policy = New-MtaStsPolicy build.example -MxHost mx.build.example -NoLookup
        $policy | Out-String -Width 100 | Should -Match '(?s)PolicyText\s+: version: STSv1.*mx: mx\.build\.example.*MTASTS-NEW-HOSTING'
        $policy | Format-Table | Out-String -Width 100 | Should -Match 'build\.example\s+Testing\s+NotAsked\s+mx\.build\.example'
    }
}
