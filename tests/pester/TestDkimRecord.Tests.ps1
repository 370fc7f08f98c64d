#Requires -Version 7.4
# Test-DkimRecord in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $ed = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
    $pem = Get-Content -Raw "$root/tests/data/dkim/keys/public.pem"
    $rsa = ($pem -replace '-----[A-Z ]+-----|\s', '')
    $zone = @"
good._domainkey      TXT   "v=DKIM1; k=rsa; p=$($rsa.Substring(0, 200))" "$($rsa.Substring(200))"
google._domainkey    TXT   "v=DKIM1; k=ed25519; p=$ed"
fm1._domainkey       TXT   "v=DKIM1; p="
short._domainkey     TXT   "v=DKIM1; k=rsa; p=$($rsa.Substring(0, 200))"
quoted._domainkey    TXT   "\"v=DKIM1; k=ed25519; p=$ed\""
two._domainkey       TXT   "v=DKIM1; p="
                     TXT   "v=DKIM1; k=ed25519; p=$ed"
alias._domainkey     CNAME google._domainkey.keys.example.
lost                 TXT   "v=DKIM1; k=ed25519; p=$ed"
"@
    $lab = Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{
            Zones = [SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('keys.example', $zone), [SmtpAdmin.Lab.LabZone]::Parse('none.example', '@ A 192.0.2.1'))
        })
    $dns = $lab.Dns.EndPoint.ToString()
}

AfterAll { Stop-Lab $lab }

Describe 'Test-DkimRecord' {
    It 'says of <Selector>: <Status>, <Codes>' -ForEach @(
        @{ Selector = 'good'; Status = 'Pass'; Codes = '' }
        @{ Selector = 'google'; Status = 'Pass'; Codes = 'DKIM-KEY-ED25519' }
        @{ Selector = 'fm1'; Status = 'Revoked'; Codes = 'DKIM-REVOKED' }
        @{ Selector = 'short'; Status = 'Fail'; Codes = 'DKIM-KEY-CUT' }
        @{ Selector = 'quoted'; Status = 'Fail'; Codes = 'DKIM-QUOTES' }
        @{ Selector = 'two'; Status = 'Fail'; Codes = 'DKIM-SEVERAL' }
        @{ Selector = 'alias'; Status = 'Pass'; Codes = 'DKIM-ALIAS DKIM-KEY-ED25519' }
        @{ Selector = 'lost'; Status = 'None'; Codes = 'DKIM-NONE DKIM-MISPLACED' }
    ) {
        $report = Test-DkimRecord keys.example $Selector -DnsServer $dns
        $report.GetType().FullName | Should -Be 'SmtpAdmin.Dkim.DkimRecordReport'
        "$($report.Status): $($report.Findings.Code)" | Should -BeExactly "${Status}: $Codes"
        $report.RecordName | Should -BeExactly "$Selector._domainkey.keys.example"
        $report.Passed | Should -Be ($Status -eq 'Pass')
    }

    It 'tells the record tag by tag, its strings joined' {
        $report = Test-DkimRecord -Domain keys.example -Selector good -DnsServer $dns
        $report.Tags.Tag | Should -BeExactly 'v', 'k', 'p'
        $report.Tags[2].Status | Should -Be 'Ok'
        "$($report.KeyType) $($report.KeySize) $($report.StringCount)" | Should -BeExactly 'rsa 2048 2'
        $report.Record | Should -BeExactly "v=DKIM1; k=rsa; p=$rsa"
        (Test-DkimRecord keys.example alias -DnsServer $dns).Aliases | Should -BeExactly 'google._domainkey.keys.example'
    }

    It 'holds a private key against the record' {
        $path = Join-Path $root 'tests/data/dkim/keys/rsa.pem'
        (Test-DkimRecord keys.example good -PrivateKeyPath $path -DnsServer $dns).PrivateKeyMatches | Should -BeTrue
        $other = Test-DkimRecord keys.example google -PrivateKeyPath $path -DnsServer $dns
        "$($other.PrivateKeyMatches) $($other.Status)" | Should -BeExactly 'False Fail'
        (Test-DkimRecord keys.example nobody -PrivateKeyPath $path -DnsServer $dns).Findings[0].Remedy | Should -BeLike 'Publish: nobody._domainkey.keys.example. IN TXT "v=DKIM1; k=rsa; p=*'
    }

    It 'refuses <File> as <Id>' -ForEach @(
        @{ File = 'certificate.pem'; Id = 'DkimKeyCertificate' }
        @{ File = 'public.pem'; Id = 'DkimKeyPublicKey' }
        @{ File = 'ec.pem'; Id = 'DkimKeyUnsupportedAlgorithm' }
        @{ File = 'openssh.pem'; Id = 'DkimKeyOtherProgram' }
        @{ File = 'rsa-encrypted.pem'; Id = 'DkimKeyPassphraseMissing' }
        @{ File = 'none.pem'; Id = 'KeyNotRead' }
    ) {
        $failure = { Test-DkimRecord keys.example good -PrivateKeyPath (Join-Path $root "tests/data/dkim/keys/$File") -DnsServer $dns -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
    }

    It 'finds selectors, never stopping at the first, and says who uses them' {
        $found = Test-DkimRecord keys.example -FindSelector -DnsServer $dns
        $found.Selector | Sort-Object | Should -BeExactly 'fm1', 'google'
        ($found | Where-Object Selector -EQ 'google').UsedBy | Should -BeExactly 'Google Workspace'
        $none = Test-DkimRecord none.example -FindSelector -DnsServer $dns
        "$($none.Status) $($none.Findings.Code)" | Should -BeExactly 'None DKIM-FIND-NXDOMAIN'
        $silent = Test-DkimRecord keys.example -FindSelector -DnsServer 127.0.0.1:9
        "$($silent.Status) $($silent.Findings[0].Code)" | Should -BeExactly 'Unknown DKIM-FIND-UNKNOWN'
    }

    It 'gives one boolean with -Quiet' {
        Test-DkimRecord keys.example good, google -Quiet -DnsServer $dns | Should -BeTrue
        Test-DkimRecord keys.example good, fm1 -Quiet -DnsServer $dns | Should -BeFalse
        Test-DkimRecord keys.example good -Quiet -DnsServer 127.0.0.1:9 | Should -BeFalse
        Test-DkimRecord keys.example -FindSelector -Quiet -DnsServer $dns | Should -BeTrue
        Test-DkimRecord keys.example, none.example -FindSelector -Quiet -DnsServer $dns | Should -BeFalse
        @() | Test-DkimRecord -Selector good -Quiet -DnsServer $dns | Should -BeFalse
    }

    It 'takes how long a server is waited for, and a silent one tells nothing' {
        $silent = [System.Net.Sockets.UdpClient]::new([System.Net.IPEndPoint]::new([System.Net.IPAddress]::Loopback, 0))
        try { $report = Test-DkimRecord keys.example good -Timeout 0.05 -DnsServer $silent.Client.LocalEndPoint.ToString() } finally { $silent.Dispose() }
        "$($report.Status) $($report.Findings[0].Code)" | Should -BeExactly 'Unknown DKIM-UNKNOWN'
        { Test-DkimRecord keys.example good -Timeout 301 -DnsServer $dns } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'checks a record before it is published' {
        (Test-DkimRecord -Record "v=DKIM1; k=ed25519; p=$ed").Status | Should -Be 'Pass'
        (Test-DkimRecord -Record "x._domainkey IN TXT ( `"v=DKIM1; k=ed25519; `"`n `"p=$ed`" )").Record | Should -BeExactly "v=DKIM1; k=ed25519; p=$ed"
        $wrong = Test-DkimRecord keys.example new -Record "v=DKIM1\; k=ed25519\; p=$ed"
        $wrong.Findings[0].Remedy | Should -BeLike 'Publish it so: new._domainkey.keys.example. IN TXT *'
        { Test-DkimRecord -Record ' ' } | Should -Throw -ErrorId 'BadDkimRecord,*'
        { Test-DkimRecord -Record "p=$ed" -Selector x -ErrorAction Stop } | Should -Throw -ErrorId 'BadDomain,*'
    }

    It 'takes what New-DkimKey gives, rows of tables, and lines' {
        $key = New-DkimKey keys.example -Algorithm Ed25519 -Path $TestDrive
        $report = $key | Test-DkimRecord -DnsServer $dns
        "$($report.RecordName) $($report.Status) $($report.PrivateKeyPath)" | Should -BeExactly "$($key.RecordName) None $($key.PrivateKeyPath)"
        $report.Findings[0].Remedy | Should -BeExactly "Publish: $($key.ZoneLine)"
        (New-DkimKey keys.example memory -AsSecureString -Algorithm Ed25519 | Test-DkimRecord -DnsServer $dns).Status | Should -Be 'None'
        $rows = "Domain,Selector`nkeys.example,good`nkeys.example,fm1" | ConvertFrom-Csv | Test-DkimRecord -DnsServer $dns
        $rows.Status | Sort-Object | Should -BeExactly 'Pass', 'Revoked'
        ('# list', '', 'keys.example' | Test-DkimRecord -Selector good -DnsServer $dns).Status | Should -Be 'Pass'
    }

    It 'refuses what is no domain and no selector, and goes on' {
        $reports = 'a@b.example', 'good._domainkey.keys.example', 'keys.example' | Test-DkimRecord -Selector good -DnsServer $dns -ErrorVariable refused -ErrorAction SilentlyContinue
        $reports.Status | Should -Be 'Pass'
        $refused.FullyQualifiedErrorId | Should -BeExactly (@('BadDomain,SmtpAdmin.PowerShell.Commands.TestDkimRecordCommand') * 2)
        { Test-DkimRecord keys.example 'a b' -DnsServer $dns -ErrorAction Stop } | Should -Throw -ErrorId 'BadSelector,*'
    }

    It 'completes selectors, also by who uses them' {
        (TabExpansion2 'Test-DkimRecord example.com fm').CompletionMatches.CompletionText | Should -BeExactly 'fm1', 'fm2', 'fm3'
        (TabExpansion2 'Test-DkimRecord example.com -Selector goog').CompletionMatches[0].ToolTip | Should -BeExactly 'Google Workspace'
        (TabExpansion2 'Test-DkimRecord example.com Micro').CompletionMatches.CompletionText | Should -BeExactly 'selector1', 'selector2'
    }

    It 'is shown as a table, and as a list with the tags and what to do' {
        $report = Test-DkimRecord keys.example quoted -DnsServer $dns
        $report | Out-String -Width 80 | Should -Match 'Fail\s+quoted\._domainkey\.keys\.example.*DKIM-QUOTES'
        $report | Format-List | Out-String -Width 80 | Should -Match '(?s)Tags.*error DKIM-QUOTES.*Publish it so'
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($report, 2))
        $copy | Out-String -Width 80 | Should -Match 'DKIM-QUOTES'
        $copy | Format-List | Out-String -Width 80 | Should -Match 'Publish it so'
        $report.Tags | Out-String -Width 80 | Should -Match 'Position'
    }
}
