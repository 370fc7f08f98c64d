#Requires -Version 7.4
# Add-DkimSignature and Test-DkimSignature in a real PowerShell, asking the lab's DNS server.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $rsa = [SmtpAdmin.Dkim.DkimSigningKey]::Create('Rsa', 2048)
    $ed25519 = [SmtpAdmin.Dkim.DkimSigningKey]::Create('Ed25519', 256)
    $public = [Convert]::ToBase64String($rsa.PublicKeyData())
    $zone = "one._domainkey TXT `"v=DKIM1; p=$($public.Substring(0, 200))`" `"$($public.Substring(200))`"`ntwo._domainkey TXT `"v=DKIM1; k=ed25519; p=$([Convert]::ToBase64String($ed25519.PublicKeyData()))`"`n"
    $lab = Start-Lab ([SmtpAdmin.Lab.LabEnvironmentOptions]@{ Zones = [SmtpAdmin.Lab.LabZone[]]@([SmtpAdmin.Lab.LabZone]::Parse('example.com', $zone)) })
    $dns = $lab.Dns.EndPoint.ToString()
    $secret = ConvertTo-SecureString 'a passphrase' -AsPlainText
    Set-Content "$TestDrive/rsa.key" $rsa.ToPem('')
    Set-Content "$TestDrive/encrypted.key" $rsa.ToPem('a passphrase')
    Set-Content "$TestDrive/ed25519.key" $ed25519.ToPem('')
    $key = @{ Domain = 'example.com'; Selector = 'one'; PrivateKeyPath = "$TestDrive/rsa.key" }
    $text = "From: Joe <joe@example.com>`r`nTo: a@example.net`r`nSubject: Lunch?`r`nDate: Fri, 11 Jul 2003 21:00:37 -0700`r`nMessage-ID: <1@example.com>`r`n`r`nHi.`r`n"

    function New-Message([string] $Name = "$([guid]::NewGuid()).eml", [string] $Text = $text) {
        [IO.File]::WriteAllText("$TestDrive/$Name", $Text)
        "$TestDrive/$Name"
    }
}

AfterAll {
    Stop-Lab $lab
    $rsa.Dispose()
    $ed25519.Dispose()
}

Describe 'Add-DkimSignature' {
    It 'replaces a file by the signed message' {
        $path = New-Message
        $result = Add-DkimSignature $path @key
        $result | Should -BeOfType SmtpAdmin.Dkim.DkimNewSignature
        $result.Path | Should -Be $path
        $result.Findings.Count | Should -Be 0
        [IO.File]::ReadAllText($path) | Should -BeExactly ($result.Header + $text)
        (Test-DkimSignature $path -DnsServer $dns).Status | Should -Be 'Pass'
    }

    It 'signs with RSA and Ed25519 into another file' {
        $path = New-Message
        $results = Add-DkimSignature $path -Domain example.com -Selector one, two -PrivateKeyPath "$TestDrive/encrypted.key", "$TestDrive/ed25519.key" -Passphrase $secret -OutFile "$TestDrive/both.eml"
        $results.Algorithm | Should -Be 'rsa-sha256', 'ed25519-sha256'
        [IO.File]::ReadAllText($path) | Should -BeExactly $text
        (Test-DkimSignature "$TestDrive/both.eml" -DnsServer $dns).Status | Should -Be 'Pass', 'Pass'
    }

    It 'takes keys by property name, all of them for each message' {
        $path = New-Message
        $keys = [pscustomobject]@{ Domain = 'example.com'; Selector = 'one'; PrivateKeyPath = "$TestDrive/rsa.key" }, [pscustomobject]@{ Domain = 'example.com'; Selector = 'two'; PrivateKeyPath = "$TestDrive/ed25519.key" }
        ($keys | Add-DkimSignature -Path $path).Selector | Should -Be 'one', 'two'
        (Test-DkimSignature $path -DnsServer $dns).Status | Should -Be 'Pass', 'Pass'
    }

    It 'takes files, text and octets, and gives back what it was given' {
        (Get-Item (New-Message) | Add-DkimSignature @key).Domain | Should -Be 'example.com'
        $signed = $text | Add-DkimSignature @key
        $signed | Should -BeOfType string
        $signed | Should -BeLike 'DKIM-Signature:*'
        ($signed | Test-DkimSignature -DnsServer $dns).Status | Should -Be 'Pass'
        $octets = Add-DkimSignature -Message ([Text.Encoding]::UTF8.GetBytes($text)) @key
        , $octets | Should -BeOfType byte[]
        (Test-DkimSignature -Message $octets -DnsServer $dns).Status | Should -Be 'Pass'
        (Add-DkimSignature -Message ($text -split "`r`n") @key) | Should -BeOfType string
        $stream = [IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes($text))
        Add-DkimSignature -Message $stream @key -ErrorAction SilentlyContinue -ErrorVariable failed
        $failed[0].FullyQualifiedErrorId | Should -BeLike 'MissingOutFile*'
        (Add-DkimSignature -Message $stream @key -OutFile "$TestDrive/stream.eml").Path | Should -Be "$TestDrive/stream.eml"
    }

    It 'keeps line ends, and warns of what will break where there is no object to tell it' {
        $signed = "From: joe@example.com`n`nHi.`n" | Add-DkimSignature @key -WarningVariable warned -WarningAction SilentlyContinue
        $signed | Should -Not -Match "`r"
        $warned | Should -BeLike '*no Date and no Message-ID*(DKIM-HEADER-MISSING)'
        ($signed | Test-DkimSignature -DnsServer $dns).Status | Should -Be 'Pass'
    }

    It 'takes every option of a signature' {
        $result = Add-DkimSignature (New-Message) @key -Identity joe@mail.example.com -HeaderCanonicalization Simple -BodyCanonicalization Simple -Header Subject -OverSignHeader @() `
            -Timestamp '2026-11-21T08:00:00Z' -ExpireAfter 7.00:00:00
        $result.SignedHeaders | Should -Be 'From', 'Subject'
        $result.Header | Should -BeLike '*c=simple/simple*i=joe@mail.example.com*t=1795248000*x=1795852800*'
        (Add-DkimSignature (New-Message) @key -Expiration ([DateTimeOffset]::Now.AddDays(8))).Expiration | Should -BeGreaterThan ([DateTimeOffset]::Now.AddDays(7))
    }

    It 'leaves everything as it is with -WhatIf' {
        $path = New-Message
        Add-DkimSignature $path @key -WhatIf | Should -BeNullOrEmpty
        [IO.File]::ReadAllText($path) | Should -BeExactly $text
        $text | Add-DkimSignature @key -OutFile "$TestDrive/whatif.eml" -WhatIf
        "$TestDrive/whatif.eml" | Should -Not -Exist
        $text | Add-DkimSignature @key -WhatIf | Should -BeNullOrEmpty
        Add-DkimSignature -Message ([Text.Encoding]::UTF8.GetBytes($text)) @key -WhatIf | Should -BeNullOrEmpty
    }

    It 'refuses a message: <Fault>' -ForEach @(
        @{ Fault = 'NoFrom'; Bad = "Subject: a`r`n`r`n" }
        @{ Fault = 'SeveralFrom'; Bad = "From: a@b.example`r`nFrom: a@b.example`r`n`r`n" }
        @{ Fault = 'NotAHeaderField'; Bad = "From a@b.example`r`nFrom: a@b.example`r`n`r`n" }
        @{ Fault = 'LineEnds'; Bad = "From: a@b.example`r`n`r`na`nb" }
        @{ Fault = 'Nul'; Bad = "From: a@b.example`r`n`r`n`0" }
        @{ Fault = 'HeadTooLong'; Bad = "From: a@b.example`r`nX: $('x' * 70000)`r`n`r`n" }
    ) {
        $path = New-Message -Text $Bad
        Add-DkimSignature $path, (New-Message) @key -ErrorAction SilentlyContinue -ErrorVariable failed | Should -HaveCount 1
        $failed[0].FullyQualifiedErrorId | Should -BeLike "DkimMessage$Fault,*"
        $failed[0].TargetObject | Should -Be $path
        [IO.File]::ReadAllText($path) | Should -BeExactly $Bad
    }

    It 'refuses <Id>' -ForEach @(
        @{ Id = 'BadDomain'; With = @{ Domain = 'exa mple.com' } }
        @{ Id = 'BadSelector'; With = @{ Selector = 's!' } }
        @{ Id = 'KeyCount'; With = @{ Selector = 'one', 'two' } }
        @{ Id = 'BadIdentity'; With = @{ Identity = 'joe@example.net' } }
        @{ Id = 'BadHeader'; With = @{ Header = 'Subject:' } }
        @{ Id = 'BadExpiration'; With = @{ ExpireAfter = [timespan]7 } }
        @{ Id = 'KeyNotRead'; With = @{ PrivateKeyPath = 'TestDrive:/none.key' } }
        @{ Id = 'DkimKeyPassphraseMissing'; With = @{ PrivateKeyPath = 'TestDrive:/encrypted.key' } }
        @{ Id = 'DkimKeyPassphraseWrong'; With = @{ PrivateKeyPath = 'TestDrive:/encrypted.key'; Passphrase = (ConvertTo-SecureString 'wrong' -AsPlainText) } }
        @{ Id = 'DkimKeyNotAKey'; With = @{ PrivateKeyPath = 'TestDrive:/none.eml' } }
        @{ Id = 'BadPrivateKeyPath'; With = @{ PrivateKeyPath = 'Env:/PATH' } }
    ) {
        $null = New-Message none.eml
        $arguments = $key.Clone()
        foreach ($name in $With.Keys) { $arguments[$name] = $With[$name] }
        $path = New-Message
        { Add-DkimSignature $path @arguments -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*"
        [IO.File]::ReadAllText($path) | Should -BeExactly $text
    }

    It 'refuses several messages for one -OutFile, and what is no message' {
        { Add-DkimSignature (New-Message), (New-Message) @key -OutFile "$TestDrive/o.eml" } | Should -Throw -ErrorId 'BadOutFile,*'
        $two = New-Message
        $before = [IO.File]::ReadAllText($two)
        { (New-Message), $two | Add-DkimSignature @key -OutFile $two } | Should -Throw -ErrorId 'BadOutFile,*'
        [IO.File]::ReadAllText($two) | Should -BeExactly $before
        { Add-DkimSignature $two @key -OutFile "$TestDrive/rsa.key" } | Should -Throw -ErrorId 'BadOutFile,*'
        { Add-DkimSignature $two @key -Identity "a`r`nb@example.com" } | Should -Throw -ErrorId 'BadIdentity,*'
        { Test-DkimSignature $two -DnsServer $dns -AuthservId "mx`r`nX: y" } | Should -Throw -ErrorId 'BadAuthservId,*'
        { $text -split "`r`n" | Add-DkimSignature @key } | Should -Throw -ErrorId 'BadMessage,*'
        { 65, 66 | ForEach-Object { [byte]$_ } | Add-DkimSignature @key } | Should -Throw -ErrorId 'BadMessage,*'
        { Add-DkimSignature "$TestDrive/no*.emlx" @key -ErrorAction Stop } | Should -Throw -ErrorId 'BadMessagePath,*'
        { $null | Add-DkimSignature @key -ErrorAction Stop } | Should -Throw -ErrorId 'BadMessage,*'
        { Add-DkimSignature $TestDrive @key -ErrorAction Stop } | Should -Throw -ErrorId 'BadMessagePath,*'
    }

    It 'completes the names of header fields' {
        $words = (TabExpansion2 'Add-DkimSignature a.eml -Header Mess' -cursorColumn 36).CompletionMatches.CompletionText
        $words | Should -Be 'Message-ID'
    }
}

Describe 'Test-DkimSignature' {
    It 'tells what broke a signature, the cause first' {
        $signed = $text | Add-DkimSignature @key
        $result = $signed + "-- `r`nThe list`r`n" | Test-DkimSignature -DnsServer $dns
        $result.Status | Should -Be 'Fail'
        $result.BodyHashMatches | Should -BeFalse
        $result.HeaderHashMatches | Should -BeTrue
        $result.Findings[0].Code | Should -Be 'DKIM-BODY-FOOTER'
        $result = $signed -replace 'Lunch', '[list] Lunch' | Test-DkimSignature -DnsServer $dns
        $result.Findings[0].Message | Should -BeLike "'``[list``]' was put into the subject.*"
    }

    It 'takes files by path, wildcard, object and property' {
        $folder = New-Item "$TestDrive/many" -ItemType Directory
        1..5 | ForEach-Object { $null = Add-DkimSignature (New-Message "many/$_.eml") @key }
        (Test-DkimSignature "$folder/*.eml" -DnsServer $dns).Path | Should -Be (1..5 | ForEach-Object { [IO.Path]::Combine($folder, "$_.eml") })
        (Get-ChildItem $folder | Test-DkimSignature -DnsServer $dns).Status | Should -Be (, 'Pass' * 5)
        ("$folder/1.eml", "$folder/2.eml" | Test-DkimSignature -DnsServer $dns) | Should -HaveCount 2
        ([pscustomobject]@{ Path = "$folder/1.eml" } | Test-DkimSignature -DnsServer $dns).Status | Should -Be 'Pass'
        Push-Location $folder
        try { (Test-DkimSignature -LiteralPath 3.eml -DnsServer $dns).Status | Should -Be 'Pass' }
        finally { Pop-Location }
        Get-Content "$folder/1.eml" -Raw | Test-DkimSignature -DnsServer $dns -Quiet | Should -BeExactly $true
        Get-Content "$folder/1.eml" -AsByteStream -Raw | ForEach-Object { Test-DkimSignature -Message $_ -DnsServer $dns -Quiet } | Should -BeExactly $true
    }

    It 'gives one boolean with -Quiet' {
        $signed = $text | Add-DkimSignature @key
        $signed, $text | Test-DkimSignature -DnsServer $dns -Quiet | Should -BeExactly $false
        Test-DkimSignature "$TestDrive/none.emlx" -DnsServer $dns -Quiet -ErrorAction SilentlyContinue | Should -BeExactly $false
        $signed | Test-DkimSignature -DnsServer 127.0.0.1:1 -Timeout 0.1 -Quiet | Should -BeExactly $false -Because 'unknown is not a pass'
    }

    It 'names who verifies in the header field' {
        $result = $text | Add-DkimSignature @key | Test-DkimSignature -DnsServer $dns -AuthservId mx.example.net
        $result.AuthenticationResults | Should -BeLike 'Authentication-Results: mx.example.net; dkim=pass header.d=example.com *'
        ($text | Test-DkimSignature -DnsServer $dns).Status | Should -Be 'None'
    }

    It 'shows a table of 80 columns and a list, also of what was kept in a file' {
        $result = "$($text | Add-DkimSignature @key)footer`r`n" | Test-DkimSignature -DnsServer $dns
        $result | Export-Clixml "$TestDrive/kept.xml"
        foreach ($shown in $result, (Import-Clixml "$TestDrive/kept.xml")) {
            $table = $shown | Format-Table | Out-String -Width 80
            $table | Should -Match 'Fail\s.*example\.com\s+one\s.*DKIM-BODY-FOOTER'
            $list = $shown | Format-List | Out-String -Width 80
            $list -replace '\s+', ' ' | Should -Match "error.* DKIM-BODY-FOOTER: 1 line was added at the end: 'footer'"
            ($list -split '\r?\n').Length | Should -BeGreaterThan 10
            $list | Should -Not -Match '(?m)^ +[a-z]{1,3}$' -Because 'words are not cut'
        }
        $new = Add-DkimSignature (New-Message shown.eml) @key
        $new | Format-Table | Out-String -Width 80 | Should -Match 'example\.com\s+one\s+rsa-sha256\s+2048\s+shown\.eml'
        $new | Format-List | Out-String -Width 200 | Should -Match 'DKIM-Signature: v=1'
        $strange = Add-DkimSignature (New-Message -Text ($text -replace 'joe@example.com', 'joe@shop.example')) @key | Format-List | Out-String -Width 80
        $strange -replace '\s+', ' ' | Should -Match 'Findings : \S*warning\S* DKIM-NOT-ALIGNED: The message is from shop\.example, .*above or below it: DMARC'
    }

    It 'ends at once where it is stopped' {
        $path = New-Message
        $null = Add-DkimSignature $path @key
        $lab.Dns.Order('one._domainkey.example.com', [SmtpAdmin.Lab.LabDnsFault]::new('Drop'))
        try { Stop-Midway "Test-DkimSignature '$path' -DnsServer $dns -Timeout 60" { $lab.Dns.Queries | Where-Object { "$($_.Name)" -like 'one.*' } } | Should -Be 'Stopped' }
        finally { $lab.Dns.ClearFaults() }
    }
}
