#Requires -Version 7.4
# New-TlsaRecord in a real PowerShell, asking the lab's DNS server and its mail sink.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $lab = Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{
            Zones = [SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('tlsa.example', "_25._tcp.mail TLSA 3 1 1 00`n"))
        })
    $dns = "$($lab.Dns.EndPoint)"
    $sink = "$($lab.Sink.EndPoint)"
    $data = Join-Path $root 'tests/data/tlsa'
    $digests = @{}
    Get-Content (Join-Path $data 'associations.tsv') | Where-Object { $_ -notmatch '^#' } | ForEach-Object {
        $file, $selector, $type, $digest = $_ -split "`t"
        $digests["$file $selector $type"] = $digest.ToUpperInvariant()
    }
}

AfterAll { Stop-Lab $lab }

Describe 'New-TlsaRecord' {
    It 'makes 3 1 1 of what a server shows' {
        $record = New-TlsaRecord mail.lab.test -Connect $sink -DnsServer $dns
        $record | Should -BeOfType SmtpAdmin.Dane.TlsaNewRecord
        $record.Name | Should -BeExactly '_25._tcp.mail.lab.test'
        $record.Value[0] | Should -Match '^3 1 1 [0-9A-F]{64}$'
        $record.ZoneLine[0] | Should -BeExactly "_25._tcp.mail.lab.test. IN TLSA $($record.Value[0])"
        $record.Certificate[0].Subject | Should -Be 'CN=mail.lab.test'
        $record.Certificate[0].KeySha256 | Should -Be ($record.Value[0] -split ' ')[3]
        $record.RecordSets.Count | Should -Be 1
        $record.IsPublished | Should -BeFalse
        $record.IsValidated | Should -BeNullOrEmpty
        $record.Passed | Should -BeTrue
    }

    It 'asks the server itself at its port, from the pipeline' {
        $record = "mail.lab.test:$($lab.Sink.EndPoint.Port)" | New-TlsaRecord -DnsServer $dns
        $record.Name | Should -BeExactly "_$($lab.Sink.EndPoint.Port)._tcp.mail.lab.test"
        $record.Passed | Should -BeTrue
    }

    It 'makes of <File> <Usage> <Selector> <MatchingType> what openssl makes' -ForEach @(
        @{ File = 'rsa.pem'; Usage = 'DaneEe'; Selector = 'Spki'; MatchingType = 'Sha256'; Wanted = '3 1 1'; Of = 'rsa.pem' }
        @{ File = 'ed25519.pem'; Usage = 3; Selector = 0; MatchingType = 2; Wanted = '3 0 2'; Of = 'ed25519.pem' }
        @{ File = 'ec.der'; Usage = '1'; Selector = '1'; MatchingType = '0'; Wanted = '1 1 0'; Of = 'ec.pem' }
        @{ File = 'chain.pem'; Usage = 'DaneTa'; Selector = 'Cert'; MatchingType = 'Sha256'; Wanted = '2 0 1'; Of = 'ca.pem' }
    ) {
        $record = New-TlsaRecord mail.example.com -Path (Join-Path $data $File) -Usage $Usage -Selector $Selector -MatchingType $MatchingType -NoLookup
        $fields = $Wanted -split ' '
        $record.Value | Should -BeExactly "$Wanted $($digests["$Of $($fields[1]) $($fields[2])"])"
    }

    It 'takes certificates, files and rows from the pipeline' {
        $wanted = "3 1 1 $($digests['rsa.pem 1 1'])"
        $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new((Join-Path $data 'rsa.pem'))
        ($certificate | New-TlsaRecord mail.example.com -NoLookup).Value | Should -BeExactly $wanted
        (Get-Item (Join-Path $data 'rsa.pem') | New-TlsaRecord mail.example.com -NoLookup).Value | Should -BeExactly $wanted
        ('a.example.com', 'b.example.com' | New-TlsaRecord -Path (Join-Path $data 'rsa.pem') -NoLookup).HostName | Should -Be 'a.example.com', 'b.example.com'
        ([pscustomobject]@{ HostName = 'mail.example.com'; Path = Join-Path $data 'rsa.pem' } | New-TlsaRecord -NoLookup).Value | Should -BeExactly $wanted
        Push-Location $data
        try { (New-TlsaRecord mail.example.com -Path ./rsa.pem -Next ./ec.pub.der -NoLookup).Value[0] | Should -BeExactly $wanted } finally { Pop-Location }
    }

    It 'gives a set for each port' {
        $records = New-TlsaRecord mail.example.com -Path (Join-Path $data 'rsa.pem') -Port 25, 465, 587 -NoLookup
        $records.Name | Should -Be '_25._tcp.mail.example.com', '_465._tcp.mail.example.com', '_587._tcp.mail.example.com'
    }

    It 'gives both for a roll-over, with <What> to come' -ForEach @(
        @{ What = 'a certificate' }
        @{ What = 'a file' }
        @{ What = 'a path' }
    ) {
        $path = Join-Path $data 'ec.pem'
        $next = switch ($What) { 'a certificate' { [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($path) } 'a file' { Get-Item $path } default { $path } }
        $record = New-TlsaRecord mail.example.com -Path (Join-Path $data 'rsa.pem') -Next $next -NoLookup
        $record.Value | Should -Be "3 1 1 $($digests['rsa.pem 1 1'])", "3 1 1 $($digests['ec.pem 1 1'])"
        $record.RecordSets[0].Data.Count | Should -Be 2
        $record.Findings.Code | Should -Contain 'TLSA-ROLL-OVER'
    }

    It 'tells what is published and matches nothing' {
        $record = New-TlsaRecord mail.tlsa.example -Connect $sink -DnsServer $dns
        $record.Passed | Should -BeFalse
        $record.Published[0].Match | Should -Be 'None'
        ($record.Findings | Where-Object Code -EQ 'TLSA-MISMATCH').Severity | Should -Be 'Error'
    }

    It 'gives a result without records for a server that is not there' {
        $record = New-TlsaRecord nowhere.lab.test -DnsServer $dns
        $record.RecordSets.Count | Should -Be 0
        $record.Findings[0].Code | Should -Be 'TLSA-SERVER-FAILED'
    }

    It 'asks nobody with -NoLookup and a file' {
        $before = $lab.Dns.QueryCount
        (New-TlsaRecord mail.example.com -Path (Join-Path $data 'rsa.pem') -NoLookup -DnsServer $dns).IsPublished | Should -BeNullOrEmpty
        $lab.Dns.QueryCount | Should -Be $before
    }

    It 'refuses <Id>' -ForEach @(
        @{ Id = 'BadHostName'; Category = 'InvalidArgument'; With = @{ ComputerName = '192.0.2.1' } }
        @{ Id = 'BadHostName'; Category = 'InvalidArgument'; With = @{ ComputerName = '' } }
        @{ Id = 'BadConnect'; Category = 'InvalidArgument'; With = @{ ComputerName = 'mail.example.com'; Connect = 'elsewhere' } }
        @{ Id = 'BadFile'; Category = 'ReadError'; With = @{ HostName = 'mail.example.com'; Path = '/nonexistent.pem' } }
        @{ Id = 'NoCertificate'; Category = 'InvalidData'; With = @{ HostName = 'mail.example.com'; Path = 'associations.tsv' } }
        @{ Id = 'NoIssuer'; Category = 'InvalidData'; With = @{ HostName = 'mail.example.com'; Path = 'rsa.pem'; Usage = 'DaneTa' } }
        @{ Id = 'KeyWithoutCertificate'; Category = 'InvalidData'; With = @{ HostName = 'mail.example.com'; Path = 'rsa.pub.pem'; Selector = 'Cert' } }
    ) {
        if ($With.Path -and -not [IO.Path]::IsPathRooted($With.Path)) { $With.Path = Join-Path $data $With.Path }
        { New-TlsaRecord @With -DnsServer $dns -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        $Error[0].CategoryInfo.Category | Should -Be $Category
    }

    It 'refuses a private key without showing it' {
        $path = Join-Path $TestDrive 'key.pem'
        $key = [System.Security.Cryptography.ECDsa]::Create().ExportPkcs8PrivateKeyPem()
        Set-Content $path $key
        { New-TlsaRecord mail.example.com -Path $path -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId 'PrivateKeyOnly,*'
        "$($Error[0])" | Should -Not -Match ($key -split "`n")[1].Substring(0, 20)
    }

    It 'completes its words' {
        (TabExpansion2 'New-TlsaRecord -Usage D').CompletionMatches.CompletionText | Should -Be 'DaneEe', 'DaneTa'
        (TabExpansion2 'New-TlsaRecord -Port 4').CompletionMatches.CompletionText | Should -Be '465'
    }

    It 'shows the record within 80 columns, from another process too' {
        $record = New-TlsaRecord mail.lab.test -Connect $sink -Next (Join-Path $data 'ec.pem') -DnsServer $dns
        $remote = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($record, 1))
        foreach ($shown in $record, $remote) {
            $text = $shown | Out-String -Width 80
            $text -split "`n" | ForEach-Object { $_ -replace '\e\[[0-9;]*m' } | Where-Object Length -GT 80 | Should -BeNullOrEmpty
            $text | Should -Match '_25\._tcp\.mail\.lab\.test'
            $text | Should -Match 'TLSA-ROLL-OVER'
        }
        $record | Format-Table | Out-String -Width 80 | Should -Match 'Name\s+IsPublished\s+Value'
    }
}
