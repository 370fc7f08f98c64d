#Requires -Version 7.4
# Test-SpfRecord in a real PowerShell, asking a DNS server of the lab.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $server = [SmtpAdmin.Lab.LabDnsServer]::Start([SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('spf.test.', @'
@ 60 IN SOA ns.spf.test. admin.spf.test. 1 60 60 60 60
good 60 IN TXT "v=spf1 include:_net.spf.test -all"
_net 60 IN TXT "v=spf1 ip4:9.9.9.0/24 -all"
soft 60 IN TXT "v=spf1 ip4:9.9.9.9 ?all"
open 60 IN TXT "v=spf1 +all"
broken 60 IN TXT "v=spf1 include:_nowhere.spf.test ip4:1.2.3 -all"
tokens 60 IN TXT "v=spf10 -all"
'@)))
    $server.Order('servfail.spf.test', [SmtpAdmin.Lab.LabDnsFault]::new('ServFail'))
    $dns = $server.EndPoint.ToString()

    # As a person sees it at 80 columns, without colours.
    function Show($InputObject) { ($InputObject | Out-String -Width 80) -split "`r?`n" | ForEach-Object TrimEnd }
}

AfterAll { if ($server) { $null = $server.DisposeAsync().AsTask().Wait(10000) } }

Describe 'Test-SpfRecord' {
    It 'shows terms and traces that drive a terminal as plain text, as lists too and from a file' {
        $record = "v=spf1 ip4:192.0.2.0/24 x`e[31m -all"
        $terms = (Test-SpfRecord -Record $record -DnsServer $dns).Terms
        $trace = (Test-SpfSender 192.0.2.1 a@example.com -Record $record -Trace -DnsServer $dns).Trace
        $terms[1].Term, $trace.Record | Should -BeLike "*x`e*"
        $terms, $trace | Export-Clixml "$TestDrive/odd.xml"
        foreach ($shown in $terms, $trace, (Import-Clixml "$TestDrive/odd.xml")) {
            $shown | Format-List | Out-String | Should -Match "x$([char]0xFFFD)\[31m"
            $shown | Format-List | Out-String | Should -Not -Match 'x\e'
        }
        $terms | Format-List | Out-String | Should -Match '192\.0\.2\.0/24\s'
    }

    It 'gives <Status> for <Domain>' -ForEach @(
        @{ Domain = 'good.spf.test'; Status = 'Pass' }
        @{ Domain = 'soft.spf.test'; Status = 'Warning' }
        @{ Domain = 'open.spf.test'; Status = 'Fail' }
        @{ Domain = 'broken.spf.test'; Status = 'Fail' }
        @{ Domain = 'tokens.spf.test'; Status = 'None' }
        @{ Domain = 'servfail.spf.test'; Status = 'Unknown' }
    ) {
        $report = Test-SpfRecord $Domain -DnsServer $dns
        $report | Should -BeOfType SmtpAdmin.Spf.SpfRecordReport
        $report.Domain | Should -Be $Domain
        $report.Status | Should -Be $Status
        $report.Passed | Should -Be ($Status -in 'Pass', 'Warning')
        $report.DurationMs | Should -BeGreaterThan 0
    }

    It 'has the terms as objects, with the records within them' {
        $report = Test-SpfRecord good.spf.test -DnsServer $dns
        $report.Terms.Count | Should -Be 2
        $report.Terms[0].LookupCount | Should -Be 1
        $report.Terms[0].Record.Terms[0].Networks[0].ToString() | Should -Be '9.9.9.0/24'
        $report.LookupCount | Should -Be 1
        "$($report.Networks)" | Should -Be '9.9.9.0/24'
        $report.AuthorizedIPv4Share | Should -Be (256 / [math]::Pow(2, 32))
    }

    It 'says every fault and what to write' {
        $findings = (Test-SpfRecord broken.spf.test -DnsServer $dns).Findings
        $findings.Code | Should -Contain 'SPF-SYNTAX'
        $findings.Code | Should -Contain 'SPF-INCLUDE-NONE'
        (Test-SpfRecord tokens.spf.test -DnsServer $dns).Findings[0].Remedy | Should -BeLike '*tokens.spf.test. IN TXT "v=spf1 -all"*'
    }

    It 'takes domains from the pipeline, as text and by property name' {
        $names = 'good.spf.test', '# none', '', 'soft.spf.test' | Test-SpfRecord -DnsServer $dns
        ($names | Sort-Object Domain).Domain | Should -Be 'good.spf.test', 'soft.spf.test'
        $objects = [pscustomobject]@{ Domain = 'good.spf.test' }, [pscustomobject]@{ Name = 'soft.spf.test' }, @{ DomainName = 'open.spf.test' } | Test-SpfRecord -DnsServer $dns
        ($objects | Sort-Object Domain).Domain | Should -Be 'good.spf.test', 'open.spf.test', 'soft.spf.test'
        $again = Test-SpfRecord good.spf.test -DnsServer $dns | Test-SpfRecord -DnsServer $dns
        $again.Domain | Should -Be 'good.spf.test'
    }

    It 'checks a record that is not published' {
        (Test-SpfRecord -Record 'v=spf1 include:good.spf.test -all' -DnsServer $dns).Status | Should -Be 'Pass'
        $there = Test-SpfRecord open.spf.test -Record 'v=spf1 ip4:9.9.9.9 -all' -DnsServer $dns
        $there.Status | Should -Be 'Pass'
        $there.Findings.Code | Should -Be 'SPF-REPLACES'
        (Test-SpfRecord -Record '"v=spf1 -all"' -DnsServer $dns).Findings[0].Remedy | Should -Be "Write 'v=spf1 -all'."
        (Test-SpfRecord -Record '' -DnsServer $dns).Status | Should -Be 'Fail'
    }

    It 'gives one boolean with -Quiet' {
        Test-SpfRecord good.spf.test, soft.spf.test -DnsServer $dns -Quiet | Should -BeExactly $true
        Test-SpfRecord good.spf.test, open.spf.test -DnsServer $dns -Quiet | Should -BeExactly $false
        Test-SpfRecord servfail.spf.test -DnsServer $dns -Quiet | Should -BeExactly $false -Because 'unknown is not a pass'
        @() | Test-SpfRecord -DnsServer $dns -Quiet | Should -BeExactly $false -Because 'nothing was checked'
    }

    It 'refuses <Domain>, and still checks the others' -ForEach @(
        @{ Domain = 'me@good.spf.test' }
        @{ Domain = 'localhost' }
        @{ Domain = 'a..b' }
        @{ Domain = 'v=spf1 -all' }
    ) {
        $reports = Test-SpfRecord $Domain, good.spf.test -DnsServer $dns -ErrorVariable problems -ErrorAction SilentlyContinue
        $reports.Domain | Should -Be 'good.spf.test'
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'BadSpfDomain,*'
        $problems[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'keeps to the limit of void look-ups that is given' {
        $record = 'v=spf1 a:none.spf.test ip4:9.9.9.9 -all'
        (Test-SpfRecord -Record $record -DnsServer $dns).Findings.Code | Should -Not -Contain 'SPF-VOID-LIMIT'
        (Test-SpfRecord -Record $record -VoidLookupLimit 0 -DnsServer $dns).Findings.Code | Should -Contain 'SPF-VOID-LIMIT'
    }
}

Describe 'The views of a report' {
    It 'show the tree within 80 columns' {
        $lines = Show (Test-SpfRecord good.spf.test -DnsServer $dns)
        $lines | ForEach-Object Length | Measure-Object -Maximum | ForEach-Object Maximum | Should -BeLessOrEqual 80
        ($lines -match 'Tree\s+: good.spf.test  \[1 of 10 look-ups\]').Count | Should -Be 1
        ($lines -match '├─ include:_net.spf.test  \[\+1 = 1\]').Count | Should -Be 1
        ($lines -match '│  ├─ ip4:9.9.9.0/24').Count | Should -Be 1
    }

    It 'show the same of an object from another process' {
        $report = Test-SpfRecord broken.spf.test -DnsServer $dns
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($report))
        $lines = Show $copy
        ($lines -match '├─ include:_nowhere.spf.test  \[\+1 = 1, NO RECORD\]').Count | Should -Be 1
        ($lines -match 'SPF-INCLUDE-NONE').Count | Should -BeGreaterThan 0
        ($lines -match '^LookupCount : 1 of 10').Count | Should -Be 1
    }

    It 'show a line for each in a table' {
        $lines = Show (Test-SpfRecord good.spf.test, open.spf.test -DnsServer $dns | Sort-Object Domain | Format-Table)
        ($lines -match '^Pass\s+good.spf.test\s+1').Count | Should -Be 1
        ($lines -match '^Fail\s+open.spf.test\s+0\s+SPF-PASS-ALL').Count | Should -Be 1
        $terms = Show ((Test-SpfRecord good.spf.test -DnsServer $dns).Terms)
        ($terms -match '^include:_net.spf.test\s+Ok\s+1\s+1').Count | Should -Be 1
    }
}
