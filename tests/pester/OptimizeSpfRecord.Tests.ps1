#Requires -Version 7.4
# Optimize-SpfRecord in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $zone = [SmtpAdmin.Lab.LabZone]::Parse('flat.test', @'
$TTL 60
@ TXT "v=spf1 mx include:big.flat.test ~include:soft.flat.test -all"
@ MX 10 mail
mail A 192.0.2.25
big TXT "v=spf1 ip4:198.51.100.0/25 include:more.flat.test ip4:198.51.100.128/25 -all"
more TXT "v=spf1 ip4:203.0.113.0/24 ~all"
soft TXT "v=spf1 ip4:10.0.0.0/8 -all"
keep TXT "v=spf1 include:big.flat.test exists:%{i}.x.flat.test -all"
down TXT "v=spf1 include:lame.flat.test -all"
lame TXT "v=spf1 -all"
odd TXT "v=spf1 x\027[31m -all"
made TXT "v=spf1 ip4:203.0.113.0/24 ip4:198.51.100.0/24 -all"
'@)
    $lab = Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{ Zones = [SmtpAdmin.Lab.LabZone[]]@($zone) })
    $lab.Dns.Order('lame.flat.test', [SmtpAdmin.Lab.LabDnsFault]::new([SmtpAdmin.Lab.LabDnsFaultKind]::ServFail))
    $dns = $lab.Dns.EndPoint.ToString()
}

AfterAll { Stop-Lab $lab }

Describe 'Optimize-SpfRecord' {
    It 'leaves a record alone that is within its look-ups' {
        $result = Optimize-SpfRecord flat.test -DnsServer $dns
        $result | Should -BeOfType SmtpAdmin.Spf.SpfOptimization
        $result.Status | Should -Be 'Unchanged'
        $result.LookupCountBefore | Should -Be 4
        $result.Records[0].Value | Should -Be $result.Original
        $result.Changed | Should -BeFalse
    }

    It 'replaces as much as the look-ups need, and says by what' {
        $result = Optimize-SpfRecord flat.test -MaxLookups 2 -DnsServer $dns
        $result.Status | Should -Be 'Optimized'
        $result.Records.Count | Should -Be 1
        $result.Records[0].Value | Should -Be 'v=spf1 mx ip4:198.51.100.0/24 ip4:203.0.113.0/24 ~include:soft.flat.test -all'
        $result.Replaced[0].Networks[1].ToString() | Should -Be '203.0.113.0/24'
        $result.Replaced[0].Answers[1].Name | Should -Be 'more.flat.test'
        $result.Replaced[0].Answers[1].TtlSeconds | Should -Be 60
        $result.Kept.Reason | Should -Be 'NotNeeded', 'NotNeeded'
    }

    It 'keeps what it is told to, and what cannot be listed' {
        $result = Optimize-SpfRecord keep.flat.test -Flatten * -Keep more.* -DnsServer $dns
        $result.Records[0].Value | Should -Be 'v=spf1 ip4:198.51.100.0/25 include:more.flat.test ip4:198.51.100.128/25 exists:%{i}.x.flat.test -all'
        $result.Kept.Reason | Should -Be 'Asked', 'Exists'
    }

    It 'splits a long record' {
        $long = "v=spf1 $(0..29 | ForEach-Object { "ip4:10.0.$($_ * 2).0/24" }) -all"
        $result = Optimize-SpfRecord flat.test -Record $long -MaxLength 200 -DnsServer $dns
        $result.Records.Name | Should -Be '_spf1.flat.test', '_spf2.flat.test', 'flat.test'
        $result.Records.Value | ForEach-Object { $_.Length | Should -BeLessOrEqual 200 }
        $result.Records[0].ZoneLine | Should -BeLike '_spf1.flat.test. IN TXT "v=spf1 ip4:* -all"'
    }

    It 'shows a record that drives a terminal as plain text, also from a file' {
        $result = Optimize-SpfRecord odd.flat.test -DnsServer $dns
        $drift = (Optimize-SpfRecord odd.flat.test -Record 'v=spf1 ip4:192.0.2.1 -all' -Compare -DnsServer $dns).Drift
        $result.Original, $drift.Published | Should -Be "v=spf1 x`e[31m -all", "v=spf1 x`e[31m -all"
        $result, $drift | Export-Clixml "$TestDrive/odd.xml"
        foreach ($shown in $result, $drift, (Import-Clixml "$TestDrive/odd.xml")) {
            $shown | Format-List | Out-String | Should -Match "x$([char]0xFFFD)\[31m"
            $shown | Format-List | Out-String | Should -Not -Match 'x\e'
        }
    }

    It 'compares with what is published, by its meaning' {
        $source = "v=spf1 include:big.flat.test -all`n"
        (Optimize-SpfRecord made.flat.test -Record $source -Compare -MaxLookups 0 -DnsServer $dns).Drift.Changed | Should -BeFalse
        $drift = (Optimize-SpfRecord made.flat.test -Record 'v=spf1 include:big.flat.test include:soft.flat.test -all' -Compare -MaxLookups 0 -DnsServer $dns).Drift
        $drift.Changed | Should -BeTrue
        $drift.Added[0].ToString() | Should -Be '10.0.0.0/8'
        $drift.ChangedTerms | Should -Be 'include:soft.flat.test'
    }

    It 'hands out no record when a look-up failed' {
        $result = Optimize-SpfRecord down.flat.test -DnsServer $dns
        $result.Status | Should -Be 'Unknown'
        $result.Records.Count | Should -Be 0
        $result.Findings[0].Code | Should -Be 'SPF-INCLUDE-UNKNOWN'
    }

    It 'takes domains from the pipeline, as text and by property name' {
        ('flat.test', '# a comment', 'made.flat.test' | Optimize-SpfRecord -DnsServer $dns).Count | Should -Be 2
        ([pscustomobject]@{ Domain = 'flat.test' } | Optimize-SpfRecord -DnsServer $dns).Domain | Should -Be 'flat.test'
    }

    It 'refuses what cannot be used with <Id>' -ForEach @(
        @{ Id = 'MissingSpfRecord'; Arguments = @{ Compare = $true } }
        @{ Id = 'BadSpfRecord'; Arguments = @{ Record = 'include:a.test' } }
        @{ Id = 'ParameterArgumentValidationError'; Arguments = @{ MaxLookups = 11 } }
        @{ Id = 'ParameterArgumentValidationError'; Arguments = @{ MaxLength = 10 } }
    ) {
        { Optimize-SpfRecord flat.test @Arguments -DnsServer $dns } | Should -Throw -ErrorId "$Id,*"
    }

    It 'refuses a domain that is none, and works on the others' {
        $results = Optimize-SpfRecord 'a..b', 'me@flat.test', ([pscustomobject]@{ Host = 'flat.test' }), flat.test -DnsServer $dns -ErrorVariable problem -ErrorAction SilentlyContinue
        $results.Domain | Should -Be 'flat.test'
        $problem.Count | Should -Be 3
        $problem.FullyQualifiedErrorId | Should -BeLike 'BadSpfDomain,*'
        $problem[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
    }

    It 'refuses <_>' -ForEach 'me@flat.test', 'https://flat.test', '192.0.2.1', 'localhost', '' {
        Optimize-SpfRecord $_ -DnsServer $dns -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadSpfDomain,*'
        '', '# none' | Optimize-SpfRecord -DnsServer $dns | Should -BeNullOrEmpty
    }

    It 'shows by itself why there is nothing, and what to publish' {
        $show = { ($args[0] | Out-String -Width 80) -split "`r?`n" | ForEach-Object TrimEnd }
        $none = & $show (Optimize-SpfRecord nothing.flat.test -DnsServer $dns)
        ($none -match '^Findings\s+: error SPF-NONE: ').Count | Should -Be 1
        $lines = & $show (Optimize-SpfRecord flat.test -MaxLookups 2 -DnsServer $dns)
        ($lines -match '^LookupCount : 4 of 10, now 2$').Count | Should -Be 1
        ($lines -match '^Records\s+: flat\.test\. IN TXT "v=spf1 mx ').Count | Should -Be 1
        ($lines -match '^Replaced\s+: include:big\.flat\.test: 2 look-ups, 2 networks$').Count | Should -Be 1
        ($lines -match '^\w+\s*:$').Count | Should -Be 0
    }

    It 'shows records and drift by themselves' {
        $result = Optimize-SpfRecord made.flat.test -Record 'v=spf1 include:soft.flat.test -all' -Compare -MaxLookups 0 -DnsServer $dns
        $result | Export-Clixml "$TestDrive/drift.xml" -Depth 4
        foreach ($shown in $result, (Import-Clixml "$TestDrive/drift.xml")) {
            $shown.Records | Out-String -Width 200 | Should -Match '(?m)^Value\s+: v=spf1 .*ip4:10\.0\.0\.0/8.*\r?\nZoneLine : made\.flat\.test\. IN TXT "v=spf1 .*ip4:10\.0\.0\.0/8'
            $shown.Drift | Out-String | Should -Match '(?m)^Reason\s+: It means something else: it lacks 1 network '
            $shown.Drift | Format-Table | Out-String | Should -Match '(?m)^Changed\s+Lookups\s+Reason\s+Obsolete'
        }
    }

    It 'is shown as a table and as a list, also where it was kept in a file' {
        $result = Optimize-SpfRecord flat.test -Flatten * -DnsServer $dns
        $result | Export-Clixml "$TestDrive/kept.xml"
        foreach ($shown in $result, (Import-Clixml "$TestDrive/kept.xml")) {
            $table = $shown | Format-Table | Out-String -Width 80
            $table | Should -Match 'Optimized\S*\s+flat\.test\s+4 -> 0\s+1\s+SPF-FLATTENED'
            $list = $shown | Format-List | Out-String -Width 200
            $list | Should -Match 'flat\.test\. IN TXT "v=spf1 ip4:192\.0\.2\.25 '
            $list | Should -Match 'include:big\.flat\.test: 2 look-ups, 2 networks'
            $shown.Replaced | Out-String -Width 80 | Should -Match 'include:big\.flat\.test\s+2\s+2\s+60\s+big\.flat\.test TXT'
        }
    }
}
