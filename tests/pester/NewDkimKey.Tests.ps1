#Requires -Version 7.4
# New-DkimKey in a real PowerShell, with files in Pester's own drive.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $lab = Start-Lab
    $dns = $lab.Dns.EndPoint.ToString()
    $month = [DateTime]::UtcNow.ToString('yyyyMM')
    function ConvertTo-Secure([string] $Text) {
        $secure = [securestring]::new()
        $Text.ToCharArray() | ForEach-Object { $secure.AppendChar($_) }
        $secure
    }
    function New-Folder { (New-Item -ItemType Directory -Path (Join-Path $TestDrive ([guid]::NewGuid()))).FullName }
}

AfterAll { Stop-Lab $lab }

Describe 'New-DkimKey' {
    It 'makes a key of 2048 bits, with the record to publish and a file of its owner''s alone' {
        $folder = New-Folder
        $key = New-DkimKey example.com -Path $folder
        $key.GetType().FullName | Should -Be 'SmtpAdmin.Dkim.DkimNewKey'
        "$($key.Domain) $($key.Selector) $($key.Algorithm) $($key.KeySize)" | Should -BeExactly "example.com s${month}a Rsa 2048"
        $key.RecordName | Should -BeExactly "s${month}a._domainkey.example.com"
        $key.RecordValue | Should -BeExactly "v=DKIM1; k=rsa; p=$($key.PublicKey)"
        $key.Strings[0].Length | Should -Be 255
        $key.Strings[1] | Should -BeExactly $key.RecordValue.Substring(255)
        $key.ZoneLine | Should -BeExactly "$($key.RecordName). IN TXT `"$($key.Strings[0])`" `"$($key.Strings[1])`""
        $key.PrivateKeyPath | Should -BeExactly (Join-Path $folder "example.com.s${month}a.key")
        Get-Content $key.PrivateKeyPath -TotalCount 1 | Should -BeExactly '-----BEGIN PRIVATE KEY-----'
        if (-not $IsWindows) { (Get-Item $key.PrivateKeyPath).UnixMode | Should -BeExactly '-rw-------' }
        $key.CreatedAt | Should -BeOfType DateTimeOffset
    }

    It 'gives the next selector of the month where a file of it is there' {
        $folder = New-Folder
        $keys = 1..3 | ForEach-Object { New-DkimKey example.com -Algorithm Ed25519 -Path $folder }
        $keys.Selector | Should -BeExactly "s${month}a", "s${month}b", "s${month}c"
        $keys[0].KeySize | Should -Be 256
        $keys[0].Findings.Code | Should -Contain 'DKIM-KEY-ED25519'
    }

    It 'works in the current folder, and takes paths as the shell has them' {
        $folder = New-Folder
        Push-Location $folder
        try {
            (New-DkimKey a.example -Algorithm Ed25519).PrivateKeyPath | Should -BeExactly (Join-Path $folder "a.example.s${month}a.key")
            $null = New-Item -ItemType Directory below
            (New-DkimKey a.example -Algorithm Ed25519 -Path ./below).PrivateKeyPath | Should -BeExactly (Join-Path $folder 'below' "a.example.s${month}a.key")
            (New-DkimKey b.example -Algorithm Ed25519 -Path TestDrive:/).PrivateKeyPath | Should -Exist
        }
        finally { Pop-Location }
    }

    It 'writes flags and a note' {
        $key = New-DkimKey example.com -Algorithm Ed25519 -Path (New-Folder) -Flag TestMode, StrictIdentity -Note 'Büro 7'
        $key.RecordValue | Should -BeExactly "v=DKIM1; k=ed25519; t=y:s; n=B=C3=BCro=207; p=$($key.PublicKey)"
    }

    It 'takes domains and selectors of a table, and goes on behind one that is refused' {
        $folder = New-Folder
        $rows = "Domain,Selector`na.example,one`nBücher.example,`nno domain,x`nb.example,two" | ConvertFrom-Csv
        $keys = $rows | New-DkimKey -Algorithm Ed25519 -Path $folder -ErrorVariable refused -ErrorAction SilentlyContinue
        $keys.RecordName | Should -BeExactly 'one._domainkey.a.example', "s${month}a._domainkey.xn--bcher-kva.example", 'two._domainkey.b.example'
        $refused.FullyQualifiedErrorId | Should -BeExactly 'BadDomain,SmtpAdmin.PowerShell.Commands.NewDkimKeyCommand'
        ('c.example', 'd.example' | New-DkimKey -Algorithm Ed25519 -Path $folder).Count | Should -Be 2
    }

    It 'refuses <Arguments.Keys> <Arguments.Values> as <Id>' -ForEach @(
        @{ Arguments = @{ KeySize = 1024 }; Id = 'WeakKey'; Category = 'InvalidArgument' }
        @{ Arguments = @{ KeySize = 512; Force = $true }; Id = 'BadKeySize'; Category = 'InvalidArgument' }
        @{ Arguments = @{ KeySize = 2048; Algorithm = 'Ed25519' }; Id = 'BadKeySize'; Category = 'InvalidArgument' }
        @{ Arguments = @{ Selector = 'a_b' }; Id = 'BadSelector'; Category = 'InvalidArgument' }
        @{ Arguments = @{ Selector = '' }; Id = 'BadSelector'; Category = 'InvalidArgument' }
        @{ Arguments = @{ Note = 'x' * 300 }; Id = 'BadNote'; Category = 'InvalidArgument' }
        @{ Arguments = @{ Path = 'TestDrive:/none/of' }; Id = 'MissingFolder'; Category = 'ObjectNotFound' }
        @{ Arguments = @{ Algorithm = 'Ed25519'; Config = 'Haraka' }; Id = 'BadConfig'; Category = 'InvalidArgument' }
        @{ Arguments = @{ Passphrase = [securestring]::new() }; Id = 'BadPassphrase'; Category = 'InvalidArgument' }
    ) {
        $given = @{ Path = New-Folder }
        foreach ($name in $Arguments.Keys) { $given[$name] = $Arguments[$name] }
        $failure = { New-DkimKey example.com @given -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.Exception.Message.Length | Should -BeGreaterThan 30
    }

    It 'makes 1024 bits by force, and 3072 with a warning' {
        (New-DkimKey example.com -KeySize 1024 -Force -Path (New-Folder)).Findings | Where-Object Code -EQ 'DKIM-KEY-WEAK' | ForEach-Object Severity | Should -Be 'Warning'
        (New-DkimKey example.com -KeySize 3072 -Path (New-Folder)).Findings | Where-Object Code -EQ 'DKIM-KEY-LARGE' | ForEach-Object Severity | Should -Be 'Warning'
    }

    It 'replaces a file by force alone' {
        $folder = New-Folder
        $first = New-DkimKey example.com mail -Algorithm Ed25519 -Path $folder
        $failure = { New-DkimKey example.com mail -Algorithm Ed25519 -Path $folder -ErrorAction Stop } | Should -Throw -PassThru
        "$($failure.FullyQualifiedErrorId) $($failure.CategoryInfo.Category)" | Should -BeLike 'KeyExists,* ResourceExists'
        $second = New-DkimKey example.com mail -Algorithm Ed25519 -Path $folder -Force
        $second.PublicKey | Should -Not -Be $first.PublicKey
        (Get-ChildItem $folder -Force).Count | Should -Be 1
    }

    It 'makes nothing with -WhatIf' {
        $folder = New-Folder
        New-DkimKey example.com -Path $folder -WhatIf | Should -BeNullOrEmpty
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
    }

    It 'hands the key over in memory, and writes no file' {
        $folder = New-Folder
        Push-Location $folder
        try { $key = New-DkimKey example.com -AsSecureString -Algorithm Ed25519 } finally { Pop-Location }
        $key.PrivateKeyPath | Should -BeNullOrEmpty
        $key.PrivateKey | Should -BeOfType securestring
        [Net.NetworkCredential]::new('', $key.PrivateKey).Password | Should -BeLike '-----BEGIN PRIVATE KEY-----*'
        Get-ChildItem $folder -Force | Should -BeNullOrEmpty
        foreach ($text in ($key | Out-String), ($key | Format-List * | Out-String), ($key | ConvertTo-Json -Depth 5), ($key | ConvertTo-Csv), "$key") { $text | Should -Not -Match 'PRIVATE KEY' }
    }

    It 'encrypts the file, and tells the passphrase nowhere' {
        $folder = New-Folder
        $all = New-DkimKey example.com mail -Passphrase (ConvertTo-Secure 'correct horse') -Path $folder -Verbose -Debug *>&1
        $all[-1].IsEncrypted | Should -BeTrue
        $all | Out-String | Should -Not -Match 'horse'
        Get-Content $all[-1].PrivateKeyPath -TotalCount 1 | Should -BeExactly '-----BEGIN ENCRYPTED PRIVATE KEY-----'
        $pair = Test-DkimRecord -Record $all[-1].RecordValue -PrivateKeyPath $all[-1].PrivateKeyPath -Passphrase (ConvertTo-Secure 'correct horse')
        $pair.PrivateKeyMatches | Should -BeTrue
        $failure = { Test-DkimRecord -Record $all[-1].RecordValue -PrivateKeyPath $all[-1].PrivateKeyPath -Passphrase (ConvertTo-Secure 'other horse') -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike 'DkimKeyPassphraseWrong,*'
        $failure | Out-String | Should -Not -Match 'other horse'
    }

    It 'gives the lines of each program' {
        $folder = New-Folder
        $config = (New-DkimKey example.com mail -Path $folder -Config OpenDkim, Exim, Rspamd, Haraka).Config
        $config.Count | Should -Be 11
        ($config | Where-Object File -EQ '/etc/opendkim/key.table').Text | Should -BeExactly "mail._domainkey.example.com example.com:mail:$folder/example.com.mail.key"
        ($config | Where-Object File -EQ '/etc/opendkim/signing.table').Text | Should -BeExactly '*@example.com mail._domainkey.example.com'
        ($config | Where-Object Software -EQ Exim).Text | Should -Match 'dkim_selector = mail'
        $config | Out-String -Width 80 | Should -Match 'dkim_private_key'
    }

    It 'asks the DNS where it is told to' {
        $key = New-DkimKey example.com -Algorithm Ed25519 -Path (New-Folder) -CheckDns -DnsServer $dns
        $key.Selector | Should -BeExactly "s${month}a"
        $silent = New-DkimKey example.com mail -Algorithm Ed25519 -Path (New-Folder) -CheckDns -DnsServer 127.0.0.1:9
        $silent.Findings.Code | Should -Contain 'DKIM-SELECTOR-UNKNOWN'
    }

    It 'is shown as a list, with the record to copy, and as a table on request' {
        $key = New-DkimKey example.com mail -Algorithm Ed25519 -Path (New-Folder)
        $key | Out-String -Width 80 | Should -Match 'ZoneLine\s+: mail\._domainkey\.example\.com\. IN TXT'
        $key | Format-Table | Out-String -Width 80 | Should -Match 'Ed25519 256'
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($key, 2))
        $copy | Out-String -Width 80 | Should -Match 'DKIM-KEY-ED25519'
    }
}
