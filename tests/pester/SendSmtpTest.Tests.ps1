#Requires -Version 7.4
# Send-SmtpTest in a real PowerShell, against the lab's mail sink.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"
    $lab = Start-Lab
    $dns = $lab.Dns.EndPoint.ToString()
    $port = $lab.Sink.EndPoint.Port
    $password = ConvertTo-SecureString ([SmtpAdmin.Lab.LabEnvironment]::Password) -AsPlainText -Force
    $credential = [pscredential]::new([SmtpAdmin.Lab.LabEnvironment]::UserName, $password)
    # The lab's authority is not one that the system trusts.
    $common = @{ DnsServer = $dns; HelloName = 'client.lab.test'; Timeout = 5; SkipCertificateCheck = $true }
    $mail = @{ From = 'Ann <ann@lab.test>'; To = 'bob@lab.test' }
}

AfterAll { Stop-Lab $lab }

Describe 'Send-SmtpTest' {
    BeforeEach {
        $lab.Sink.ClearFaults()
        $lab.Sink.ClearMessages()
    }

    It 'sends with STARTTLS and a login, and shows each stage' {
        $test = Send-SmtpTest "mail.lab.test:$port" -Credential $credential @mail @common -Subject 'Grüße' -Body "one`ntwo"
        $test | Should -BeOfType SmtpAdmin.Smtp.Client.SmtpTestResult
        $test.Status | Should -Be 'Sent'
        $test.FailedStage | Should -BeNullOrEmpty
        $test.Stages.Name | Should -Be 'Resolve', 'Connect', 'Banner', 'Ehlo', 'StartTls', 'Ehlo', 'Auth', 'MailFrom', 'RcptTo', 'Data', 'Quit'
        $test.Stages.Succeeded | Should -Not -Contain $false
        ($test.Stages | Where-Object Name -eq 'Data').Code | Should -Be 250
        $test.Tls.Protocol | Should -BeLike 'TLS 1.*'
        $test.Tls.CertificateNames | Should -Contain 'mail.lab.test'
        $test.AuthMechanismsBeforeTls | Should -BeNullOrEmpty
        $test.AuthMechanisms | Should -Contain 'PLAIN'
        $test.QueueId | Should -Be $lab.Sink.Messages[0].QueueId
        $lab.Sink.Messages[0].Text | Should -Match ([regex]::Escape($test.MessageId))
        $lab.Sink.Messages[0].Envelope.Recipients.Count | Should -Be 1
    }

    It 'tells what is wrong with a certificate, and fails for it unless told not to' {
        $checked = $common.Clone()
        $checked.Remove('SkipCertificateCheck')
        $test = Send-SmtpTest "mail.lab.test:$port" @mail @checked
        $test.Status | Should -Be 'Failed'
        $test.FailedStage | Should -Be 'StartTls'
        $test.FailureKind | Should -Be 'TlsCertificate'
        $test.Tls.ChainErrors | Should -Not -BeNullOrEmpty
        $test.Findings.Severity | Should -Contain 'Error'
        $lab.Sink.Messages.Count | Should -Be 0

        $skipped = Send-SmtpTest "mail.lab.test:$port" @mail @common
        $skipped.Status | Should -Be 'Sent'
        $skipped.Findings.Severity | Should -Contain 'Warning'
    }

    It 'never shows a secret' {
        $said = Send-SmtpTest "mail.lab.test:$port" -Credential $credential -AuthMechanism PLAIN @mail @common -Verbose 4>&1
        $test = $said | Where-Object { $_ -is [SmtpAdmin.Smtp.Client.SmtpTestResult] }
        $test.Status | Should -Be 'Sent'
        $everything = ($said | Out-String) + ($test | ConvertTo-Json -Depth 4 -WarningAction Ignore) + ($test.Transcript -join "`n") + ($test | Format-List * | Out-String)
        $secret = [SmtpAdmin.Lab.LabEnvironment]::Password
        $everything | Should -Not -BeLike "*$secret*"
        $blob = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("`0$([SmtpAdmin.Lab.LabEnvironment]::UserName)`0$secret"))
        $everything | Should -Not -BeLike "*$blob*"
    }

    It 'uses <Mechanism> when told to' -ForEach @(
        @{ Mechanism = 'PLAIN' }, @{ Mechanism = 'LOGIN' }, @{ Mechanism = 'CRAM-MD5' }, @{ Mechanism = 'SCRAM-SHA-256' }
    ) {
        $test = Send-SmtpTest "mail.lab.test:$port" -Credential $credential -AuthMechanism $Mechanism -StopAfter Auth @common
        $test.Status | Should -Be 'Stopped'
        $test.AuthMechanism | Should -Be $Mechanism
    }

    It 'uses <Mechanism> with an access token' -ForEach @(@{ Mechanism = 'XOAUTH2' }, @{ Mechanism = 'OAUTHBEARER' }) {
        $token = ConvertTo-SecureString ([SmtpAdmin.Lab.LabEnvironment]::AccessToken) -AsPlainText -Force
        $test = Send-SmtpTest "mail.lab.test:$port" -AccessToken $token -UserName demo@lab.test -AuthMechanism $Mechanism -StopAfter Auth @common
        $test.Status | Should -Be 'Stopped'
        $test.AuthMechanism | Should -Be $Mechanism
    }

    It 'diagnoses a wrong password' {
        $wrong = [pscredential]::new('demo@lab.test', (ConvertTo-SecureString 'wrong' -AsPlainText -Force))
        $test = Send-SmtpTest "mail.lab.test:$port" -Credential $wrong @mail @common
        $test.FailedStage | Should -Be 'Auth'
        ($test.Stages | Where-Object Name -eq 'Auth').Code | Should -Be 535
        $test.Findings.Code | Should -Contain 'AUTH-BAD-CREDENTIALS'
    }

    It 'diagnoses greylisting as worth a retry' {
        $lab.Sink.Order([SmtpAdmin.Lab.LabFault]::ReplyWith('RcptTo', '450 4.7.1 Greylisted, please try again later'))
        $test = Send-SmtpTest "mail.lab.test:$port" @mail @common
        $test.FailedStage | Should -Be 'RcptTo'
        $test.Findings.Code | Should -Contain 'GREYLISTED'
    }

    It 'sends to the others where one recipient is refused, and says so' {
        $lab.Sink.Order([SmtpAdmin.Lab.LabFault]::ReplyWith('RcptTo', '550 5.1.1 No such user', 1))
        $test = Send-SmtpTest "mail.lab.test:$port" -From ann@lab.test -To nobody@lab.test, bob@lab.test @common
        $test.Status | Should -Be 'Failed'
        $test.FailedStage | Should -Be 'RcptTo'
        $test.QueueId | Should -Not -BeNullOrEmpty
        ($test.Stages | Where-Object Name -eq 'RcptTo').Recipient | Should -Be 'nobody@lab.test', 'bob@lab.test'
    }

    It 'stops where it is told to, and needs neither sender nor recipient before their stage' {
        $test = Send-SmtpTest "mail.lab.test:$port" -StopAfter StartTls @common
        $test.Status | Should -Be 'Stopped'
        $test.Stages.Name | Should -Be 'Resolve', 'Connect', 'Banner', 'Ehlo', 'StartTls', 'Ehlo', 'Quit'
        $lab.Sink.Messages.Count | Should -Be 0
    }

    It 'tells a closed port' {
        $listener = [Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $listener.Start(); $closed = $listener.LocalEndpoint.Port; $listener.Stop()
        $test = Send-SmtpTest "127.0.0.1:$closed" -StopAfter Ehlo
        $test.FailedStage | Should -Be 'Connect'
        $test.FailureKind | Should -Be 'ConnectRefused'
        $test.Findings | Should -Not -BeNullOrEmpty
    }

    It 'takes servers from the pipeline' {
        $tests = "mail.lab.test:$port", "127.0.0.1:$port" | Send-SmtpTest -StopAfter Ehlo @common
        $tests.Server | Should -Be 'mail.lab.test', '127.0.0.1'
        $tests.Status | Should -Be 'Stopped', 'Stopped'
        ([pscustomobject]@{ ComputerName = "127.0.0.1:$port" } | Send-SmtpTest -StopAfter Ehlo @common).Status | Should -Be 'Stopped'
    }

    It 'finds the mail hosts of the recipient with -ViaMx' {
        $test = Send-SmtpTest -ViaMx -Port $port @mail @common
        $test.Status | Should -Be 'Sent'
        $test.Server | Should -Be 'mail.lab.test'
        $test.MxPreference | Should -Be 10
    }

    It 'tells a domain that takes no mail' {
        $test = Send-SmtpTest -ViaMx -From ann@lab.test -To x@nomail.lab.test @common
        $test.FailureKind | Should -Be 'NullMx'
        $test.FailedStage | Should -Be 'Resolve'
    }

    It 'tests each mail host, and goes through the first that works' {
        $tests = Send-SmtpTest -ViaMx -Port $port -From ann@lab.test -To x@two-mx.lab.test @common
        $tests.Count | Should -Be 2
        $tests[0].FailureKind | Should -Be 'NameNotFound'
        $tests[1].Status | Should -Be 'Sent'
        $lab.Sink.Messages.Count | Should -Be 1
    }

    It 'attaches files, and adds headers' {
        Set-Content TestDrive:/note.txt 'a note'
        $test = Send-SmtpTest "mail.lab.test:$port" @mail @common -Attachment TestDrive:/*.txt -Header @{ 'X-One' = '1'; 'X-Two' = 'a', 'b' }
        $test.Status | Should -Be 'Sent'
        $text = $lab.Sink.Messages[0].Text
        $text | Should -Match 'filename="?note\.txt'
        $text | Should -Match '(?m)^X-One: 1\r?$'
        [regex]::Matches($text, '(?m)^X-Two:').Count | Should -Be 2
    }

    It 'takes a file of exactly this name before a pattern' {
        Set-Content -LiteralPath 'TestDrive:/rep[1].txt' 'the report'
        $path = (Get-Item -LiteralPath 'TestDrive:/rep[1].txt').FullName
        (Send-SmtpTest "mail.lab.test:$port" @mail @common -Attachment $path).Status | Should -Be 'Sent'
        $lab.Sink.Messages[0].Text | Should -Match 'rep\[1\]\.txt'
    }

    It 'sends nothing without the file that was to go along: <Path>' -ForEach @(
        @{ Path = '/no/such/file' }, @{ Path = '/no/such/*' }, @{ Path = '[x' }, @{ Path = '/tmp' }, @{ Path = 'env:PATH' }
    ) {
        { Send-SmtpTest "mail.lab.test:$port" @mail @common -Attachment $Path } | Should -Throw -ErrorId 'BadAttachment,*'
        $lab.Sink.Messages.Count | Should -Be 0
    }

    It 'refuses a file that never ends' -Skip:($IsWindows) {
        { Send-SmtpTest "mail.lab.test:$port" @mail @common -Attachment /dev/zero } | Should -Throw -ErrorId 'BadAttachment,*'
    }

    It 'does nothing with -WhatIf' {
        $before = $lab.Sink.ConnectionCount
        Send-SmtpTest "mail.lab.test:$port" @mail @common -WhatIf | Should -BeNullOrEmpty
        $lab.Sink.ConnectionCount | Should -Be $before
        $lab.Sink.Messages.Count | Should -Be 0
    }

    It 'refuses <Parameter> <Value>' -ForEach @(
        @{ Parameter = 'From'; Value = 'not an address' }
        @{ Parameter = 'To'; Value = "a@b.example`r`nRCPT TO:<c@d.example>" }
        @{ Parameter = 'Provider'; Value = 'Nowhere' }
    ) {
        $arguments = @{ Server = "127.0.0.1:$port"; From = 'a@lab.test'; To = 'b@lab.test' }
        if ($Parameter -eq 'Provider') { $arguments.Remove('Server') }
        $arguments[$Parameter] = $Value
        { Send-SmtpTest @arguments @common } | Should -Throw -ErrorId "Bad$Parameter,*"
    }

    It 'refuses a server that cannot be one, and tests the others' {
        $tests = "127.0.0.1:$port", '127.0.0.1:x', '', '# a comment', "mail.lab.test:$port" |
            Send-SmtpTest -StopAfter Ehlo @common -ErrorVariable problem -ErrorAction SilentlyContinue
        $tests.Status | Should -Be 'Stopped', 'Stopped'
        $problem.Count | Should -Be 1
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'BadServer,*'
    }

    It 'refuses a user name that nothing uses' {
        { Send-SmtpTest "127.0.0.1:$port" -UserName joe @mail @common } | Should -Throw -ErrorId 'BadUserName,*'
    }

    It 'says what is missing' {
        Send-SmtpTest "127.0.0.1:$port" -To b@lab.test -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].Exception.Message | Should -BeLike '*sender*'
        $problem[0].ToString() | Should -Not -BeLike '*Parameter*'
    }

    It 'ends when the pipeline does' {
        1..5 | ForEach-Object { "127.0.0.1:$port" } | Send-SmtpTest -StopAfter Ehlo @common | Select-Object -First 1 | Should -HaveCount 1
        Wait-Until { $lab.Sink.ConnectionCount -eq 0 } | Should -BeTrue
    }

    It 'stops at Ctrl+C while a server is silent, and leaves no connection' {
        $lab.Sink.Order([SmtpAdmin.Lab.LabFault]::new('Banner', 'Silence'))
        Stop-Midway "Send-SmtpTest 127.0.0.1:$port -StopAfter Ehlo -Timeout 600" { $lab.Sink.ConnectionCount -gt 0 } | Should -Be 'Stopped'
        Wait-Until { $lab.Sink.ConnectionCount -eq 0 } | Should -BeTrue -Because 'the connection is closed'
    }

    It 'ends a process at SIGINT' -Skip:($IsWindows) {
        $lab.Sink.Order([SmtpAdmin.Lab.LabFault]::new('Banner', 'Silence'))
        $script = "Import-Module '$root/out/SmtpAdmin'; Send-SmtpTest 127.0.0.1:$port -StopAfter Ehlo -Timeout 600"
        $process = Start-Process (Get-Process -Id $PID).Path -ArgumentList '-NoProfile', '-NonInteractive', '-Command', "`"$script`"" -PassThru -RedirectStandardOutput TestDrive:/out.txt -RedirectStandardError TestDrive:/err.txt
        try {
            Wait-Until { $lab.Sink.ConnectionCount -gt 0 } | Should -BeTrue
            /bin/kill -INT $process.Id
            $process.WaitForExit(20000) | Should -BeTrue
            Wait-Until { $lab.Sink.ConnectionCount -eq 0 } | Should -BeTrue
        }
        finally {
            if (-not $process.HasExited) { $process.Kill() }
        }
    }

    It 'completes <Argument>' -ForEach @(
        @{ Argument = '-Provider '; Words = 'AmazonSes', 'Gmail', 'Office365', 'SendGrid', 'Yahoo' }
        @{ Argument = '-Port '; Words = '25', '465', '587', '2525' }
        @{ Argument = '-AuthMechanism '; Words = 'PLAIN', 'SCRAM-SHA-256', 'XOAUTH2' }
        @{ Argument = '-StopAfter '; Words = 'StartTls', 'RcptTo' }
        @{ Argument = '-Security '; Words = 'Auto', 'Implicit' }
        @{ Argument = '-Provider AmazonSes -Region eu-c'; Words = , 'eu-central-1' }
    ) {
        $line = "Send-SmtpTest $Argument"
        $found = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
        $Words | ForEach-Object { $found | Should -Contain $_ }
    }
}
