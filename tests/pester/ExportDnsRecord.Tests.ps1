#Requires -Version 7.4
# Export-DnsRecord in a real PowerShell, whose own parser reads what is written for it.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"

    function Get-CommandAst([string]$Script) {
        $errors = $null
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Script, [ref]$null, [ref]$errors)
        $errors | Should -BeNullOrEmpty
        # One command a line, and nothing else: no pipeline of several, no substitution, no variable.
        $ast.EndBlock.Statements | ForEach-Object {
            $_ | Should -BeOfType System.Management.Automation.Language.PipelineAst
            $_.PipelineElements.Count | Should -Be 1
            $command = $_.PipelineElements[0]
            foreach ($element in $command.CommandElements) {
                $element.GetType().Name | Should -BeIn 'StringConstantExpressionAst', 'CommandParameterAst', 'ConstantExpressionAst'
            }
            $command
        }
    }

    function Get-Argument($Command, [string]$Name) {
        $elements = $Command.CommandElements
        for ($at = 0; $at -lt $elements.Count; $at++) {
            if ($elements[$at].ParameterName -eq $Name) { return $elements[$at + 1].Value }
        }
    }
}

Describe 'Export-DnsRecord' {
    It 'writes one string of what makes records' {
        $text = New-SpfRecord example.org -IPAddress 192.0.2.1 -NoLookup | Export-DnsRecord Bind
        $text | Should -BeOfType string
        $text | Should -BeExactly 'example.org. IN TXT "v=spf1 ip4:192.0.2.1 -all"'
    }

    It 'takes lines, objects, tables and rows of CSV together' {
        $csv = "Name,Type,Ttl,Value`n_dmarc.example.org,TXT,60,v=DMARC1; p=none" | ConvertFrom-Csv
        $text = 'a.example.org. IN A 192.0.2.1', '# a comment', '', [pscustomobject]@{ Name = 'b.example.org'; Type = 'A'; Data = '192.0.2.2', '192.0.2.3' },
        @{ Name = '@'; Type = 'MX'; Value = '10 a.example.org' }, $csv | Export-DnsRecord -Format Bind -Zone example.org -Ttl 300
        $text -split "`n" | Should -BeExactly 'a.example.org. 300 IN A 192.0.2.1', 'b.example.org. 300 IN A 192.0.2.2', 'b.example.org. 300 IN A 192.0.2.3',
        'example.org. 300 IN MX 10 a.example.org.', '_dmarc.example.org. 60 IN TXT "v=DMARC1; p=none"'
        Export-DnsRecord Bind 'a.example.org. IN A 192.0.2.1', 'b.example.org. IN A 192.0.2.2' | Should -BeExactly "a.example.org. IN A 192.0.2.1`nb.example.org. IN A 192.0.2.2"
    }

    It 'reads again what it wrote as <_>' -ForEach 'Json', 'Csv' {
        $lines = Get-Content "$PSScriptRoot/../data/export/records.zone"
        $text = $lines | Export-DnsRecord $_
        $read = if ($_ -eq 'Json') { $text | ConvertFrom-Json } else { $text | ConvertFrom-Csv }
        $read | Export-DnsRecord Bind | Should -BeExactly ($lines | Export-DnsRecord Bind)
    }

    It 'writes commands for the DNS server of Windows that PowerShell reads as they are meant' {
        $script = Get-Content "$PSScriptRoot/../data/export/records.zone" | Export-DnsRecord DnsServerPowerShell -Zone example.org
        $commands = Get-CommandAst $script
        $commands.Count | Should -Be 16
        $commands | ForEach-Object { $_.GetCommandName() } | Sort-Object -Unique | Should -BeExactly 'Add-DnsServerResourceRecord', 'dnscmd.exe'
        Get-Argument $commands[0] ZoneName | Should -BeExactly 'example.org'
        Get-Argument $commands[0] Name | Should -BeExactly '@'
        Get-Argument $commands[0] TimeToLive | ForEach-Object { [timespan]$_ } | Should -Be ([timespan]::FromMinutes(5))
        Get-Argument $commands[1] DescriptiveText | Should -BeExactly 'it''s "quoted"; $(id) ${x} `y`'
        Get-Argument $commands[2] Preference | Should -Be 10
    }

    It 'keeps text data, whatever it holds' {
        $random = [random]::new(7)
        $pieces = '''', '"', '`', '$(exit)', '${x}', ';', '|', '&', '@(', '}', '{', '#', '<#', '--%', ' ', "it's", '\', '%{i}', ')', ',', '-Name', '$_', '"@', "'@"
        $texts = foreach ($number in 1..200) { 'x' + -join (1..$random.Next(1, 12) | ForEach-Object { $pieces[$random.Next($pieces.Count)] }) }
        $rows = for ($at = 0; $at -lt $texts.Count; $at++) { [pscustomobject]@{ Name = "t$at.example.org"; Type = 'TXT'; Value = $texts[$at] } }
        $commands = Get-CommandAst ($rows | Export-DnsRecord DnsServerPowerShell -Zone example.org)
        $commands.Count | Should -Be 200
        for ($at = 0; $at -lt 200; $at++) {
            Get-Argument $commands[$at] Name | Should -BeExactly "t$at"
            Get-Argument $commands[$at] DescriptiveText | Should -BeExactly $texts[$at]
        }
    }

    It 'writes a file, and replaces none unless told' {
        $path = Join-Path $TestDrive 'example.org.zone'
        $line = 'example.org. IN TXT "v=spf1 -all"'
        Export-DnsRecord Bind $line -Path $path -WhatIf | Should -BeNullOrEmpty
        $path | Should -Not -Exist
        (Export-DnsRecord Bind $line -Path $path).FullName | Should -BeExactly $path
        [System.IO.File]::ReadAllText($path) | Should -BeExactly "$line`n"
        { Export-DnsRecord Bind 'example.org. IN TXT "other"' -Path $path } | Should -Throw -ErrorId 'FileExists,*'
        [System.IO.File]::ReadAllText($path) | Should -BeExactly "$line`n"
        Export-DnsRecord Bind 'example.org. IN TXT "other"' -Path $path -Force | Should -BeOfType System.IO.FileInfo
        [System.IO.File]::ReadAllText($path) | Should -BeExactly "example.org. IN TXT `"other`"`n"
        { Export-DnsRecord Bind $line -Path (Join-Path $TestDrive 'none/zone') } | Should -Throw -ErrorId 'ExportNotWritten,*'
    }

    It 'refuses <Id>' -ForEach @(
        @{ Id = 'NoZone'; With = @{ Format = 'OctoDns'; RecordSet = 'a.example.org. IN A 192.0.2.1' } }
        @{ Id = 'NoZone'; With = @{ Format = 'Bind'; RecordSet = @{ Name = '@'; Type = 'A'; Data = '192.0.2.1' } } }
        @{ Id = 'BadOption'; With = @{ Format = 'Terraform'; RecordSet = 'a.example.org. IN A 192.0.2.1' } }
        @{ Id = 'BadOption'; With = @{ Format = 'Bind'; Provider = 'Aws'; RecordSet = 'a.example.org. IN A 192.0.2.1' } }
        @{ Id = 'BadZone'; With = @{ Format = 'Bind'; Zone = 'a..b'; RecordSet = 'a.example.org. IN A 192.0.2.1' } }
        @{ Id = 'OutOfZone'; With = @{ Format = 'Bind'; Zone = 'example.net'; RecordSet = 'a.example.org. IN A 192.0.2.1' } }
        @{ Id = 'BadName'; With = @{ Format = 'Bind'; RecordSet = 'a.example.org IN A 192.0.2.1' } }
        @{ Id = 'BadTtl'; With = @{ Format = 'CloudflareApi'; Ttl = 30; RecordSet = 'a.example.org. IN A 192.0.2.1' } }
        @{ Id = 'Unsupported'; With = @{ Format = 'Route53'; RecordSet = 'a.example.org. IN TYPE65 \# 1 00' } }
        @{ Id = 'CnameBesideOtherData'; With = @{ Format = 'Bind'; RecordSet = 'a.example.org. IN A 192.0.2.1', 'a.example.org. IN CNAME b.example.org.' } }
        @{ Id = 'NoRecord'; With = @{ Format = 'Bind'; RecordSet = '' } }
        @{ Id = 'NoRecord'; With = @{ Format = 'Bind'; RecordSet = [pscustomobject]@{ Domain = 'x' } } }
        @{ Id = 'TooLong'; Category = 'LimitsExceeded'; With = @{ Format = 'AzureCli'; Zone = 'example.org'; RecordSet = @{ Name = 'a.example.org'; Type = 'TXT'; Value = 'a' * 5000 } } }
    ) {
        { Export-DnsRecord @With } | Should -Throw -ErrorId "$Id,*"
        $Error[0].CategoryInfo.Category | Should -Be ($Category ?? 'InvalidArgument')
        $Error[0].Exception.Message.Length | Should -BeGreaterThan 30
    }

    It 'tells all that is wrong and writes nothing' {
        $given = 'a.example.org. IN TXT "\255"', 'fine.example.org. IN TXT "fine"', 'b.example.org. IN TXT "\000"'
        $told = try { $given | Export-DnsRecord DnsControl -Zone example.org -ErrorAction Continue 2>&1 } catch { $last = $_ }
        $told | Should -BeOfType System.Management.Automation.ErrorRecord # and no text
        @($told).TargetObject | Should -BeExactly 'a.example.org'
        $last.TargetObject | Should -BeExactly 'b.example.org'
    }

    It 'refuses sets whose records ConvertTo-Json joined, and takes those of a depth that does' {
        $record = New-DmarcRecord a.example -NoLookup
        $line = $record | Export-DnsRecord Bind
        { $record | ConvertTo-Json -WarningAction SilentlyContinue | ConvertFrom-Json | Export-DnsRecord Bind } | Should -Throw -ErrorId 'BadData,*'
        "$($Error[0])" | Should -BeLike '*_dmarc.a.example*ConvertTo-Json -Depth 5*'
        $record | ConvertTo-Json -Depth 5 | ConvertFrom-Json | Export-DnsRecord Bind | Should -BeExactly $line
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($record, 5)) | Export-DnsRecord Bind | Should -BeExactly $line
    }

    It 'refuses an object for data: <Kind>' -ForEach @(
        @{ Kind = 'Hashtable'; Value = @{ a = 1 } }
        @{ Kind = 'PSCustomObject'; Value = [pscustomobject]@{ a = 1 } }
        @{ Kind = 'Boolean'; Value = $true }
        @{ Kind = 'DateTime'; Value = [datetime]'2026-01-01' }
        @{ Kind = 'Hashtable'; Value = 'fine', @{ a = 1 } }
    ) {
        foreach ($column in 'Value', 'Data') {
            { [pscustomobject]@{ Name = 'a.example'; Type = 'TXT'; $column = $Value } | Export-DnsRecord Bind } | Should -Throw -ErrorId 'BadData,*'
            "$($Error[0])" | Should -BeLike "$column holds an object (*$Kind)*"
        }
    }

    It 'takes texts, numbers and addresses for data' {
        [pscustomobject]@{ Name = 'a.example'; Type = 'TXT'; Value = 'text', 5 } | Export-DnsRecord Bind | Should -BeExactly "a.example. IN TXT `"text`"`na.example. IN TXT `"5`""
        [pscustomobject]@{ Name = 'a.example'; Type = 'A'; Value = [ipaddress]'192.0.2.1' } | Export-DnsRecord Bind | Should -BeExactly 'a.example. IN A 192.0.2.1'
    }

    It 'says why an object has no records, where its findings do' {
        $made = New-TlsaRecord localhost -Connect 127.0.0.1:1 -NoLookup
        foreach ($given in $made, ($made | ConvertTo-Json -Depth 5 | ConvertFrom-Json)) {
            { $given | Export-DnsRecord Bind } | Should -Throw -ErrorId 'NoRecord,*'
            "$($Error[0])" | Should -BeLike '*showed no certificate*'
            "$($Error[0])" | Should -Not -BeLike '*name of its domain*'
        }
    }

    It 'completes formats and providers' {
        (TabExpansion2 'Export-DnsRecord -Format Clo').CompletionMatches.CompletionText | Should -Be 'CloudflareApi'
        (TabExpansion2 'Export-DnsRecord -Format Terraform -Provider a').CompletionMatches.CompletionText | Should -Be 'Aws', 'Azurerm'
    }
}
