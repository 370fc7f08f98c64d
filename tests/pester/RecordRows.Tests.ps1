#Requires -Version 7.4
# Rows of tables piped into New-DmarcRecord, New-TlsRptRecord and New-MtaStsPolicy: a cell is taken, or the row is refused.

BeforeAll {
    . "$PSScriptRoot/Lab.ps1"

    # What is made of the rows between two others, and why nothing is made of one. The error of a row is told once.
    function Make([object[]] $Rows, [scriptblock] $Command = { $input | New-DmarcRecord -NoLookup -ErrorAction SilentlyContinue -ErrorVariable refused; $refused }) {
        $told = @(@([pscustomobject]@{ Domain = 'before.test' }) + $Rows + @([pscustomobject]@{ Domain = 'behind.test' }) | & $Command)
        $script:errors = @($told | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | Select-Object -Unique)
        $made = @($told | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] })
        $made[0].Domain, $made[-1].Domain | Should -Be 'before.test', 'behind.test'
        $made | Where-Object Domain -NotIn 'before.test', 'behind.test'
    }

    function ShouldBeRefused([string] $Id, [string] $Message) {
        $errors | Should -HaveCount 1
        $errors[0].FullyQualifiedErrorId | Should -Match "^$Id,"
        "$($errors[0])" | Should -Match $Message
    }
}

Describe 'A row of a table' {
    It 'is refused where the shell does not take a cell: <Json>' -ForEach @(
        @{ Json = '"Policy":["reject"]'; Column = 'Policy' }
        @{ Json = '"Policy":["reject","none"]'; Column = 'Policy' }
        @{ Json = '"Policy":{}'; Column = 'Policy' }
        @{ Json = '"Stage":["Reject"]'; Column = 'Stage' }
        @{ Json = '"SubdomainPolicy":["quarantine"]'; Column = 'SubdomainPolicy' }
        @{ Json = '"Testing":["yes"]'; Column = 'Testing' }
        @{ Json = '"AggregateReportTo":[["x@a.test","y@a.test"]]'; Column = 'AggregateReportTo' }
        @{ Json = '"AggregateReportTo":["x@a.test",["y@a.test"]]'; Column = 'AggregateReportTo' }
    ) {
        Make ("{`"Domain`":`"a.test`",$Json}" | ConvertFrom-Json) | Should -BeNullOrEmpty
        ShouldBeRefused BadCell "column $Column of a\.test"
        Make ([pscustomobject]@{ Domain = 'b.test'; Policy = 'reject' }), ("{`"Domain`":`"a.test`",$Json}" | ConvertFrom-Json) | ForEach-Object Value | Should -BeExactly 'v=DMARC1; p=reject'
    }

    It 'is refused where the shell does not take a cell of a policy' {
        $policies = '[{"Domain":"a.test","MxHost":"mx.a.test","Mode":["enforce"]},{"Domain":"b.test","MxHost":["mx.b.test"],"Mode":"enforce"}]' | ConvertFrom-Json |
            New-MtaStsPolicy -NoLookup -ErrorAction SilentlyContinue -ErrorVariable refused
        $policies.Domain, $policies.Mode | Should -Be 'b.test', 'Enforce'
        $refused | Should -HaveCount 1
        "$refused" | Should -Match 'Mode of a\.test holds a list.*Testing, Enforce'
    }

    It 'is refused where two of its columns are for one parameter: <First> and <Second>' -ForEach @(
        @{ First = ''; Second = 'x@a.test' }
        @{ First = 'y@a.test'; Second = 'x@a.test' }
    ) {
        Make ([pscustomobject]@{ Domain = 'a.test'; Rua = $Second; AggregateReportTo = $First }) | Should -BeNullOrEmpty
        ShouldBeRefused BadCell 'AggregateReportTo and Rua of a\.test'
        (Make ([pscustomobject]@{ Domain = 'a.test'; Rua = ''; AggregateReportTo = 'y@a.test' })).Value | Should -BeExactly 'v=DMARC1; p=none; rua=mailto:y@a.test'
    }

    It 'holds one name where one is wanted: <Cell>' -ForEach @{ Cell = 'none,reject' }, @{ Cell = '2' }, @{ Cell = 7 } {
        Make ([pscustomobject]@{ Domain = 'a.test'; Policy = $Cell }) | Should -BeNullOrEmpty
        ShouldBeRefused BadCell "Policy of a\.test holds '$Cell'.*None, Quarantine, Reject"
        { [pscustomobject]@{ Domain = 'a.test'; MxHost = 'mx.a.test'; Mode = 'testing,enforce' } | New-MtaStsPolicy -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId 'BadCell,*'
    }

    It 'takes a name in any case, and as its value: <Cell>' -ForEach @{ Cell = 'rEJECT' }, @{ Cell = ' reject ' }, @{ Cell = { [SmtpAdmin.Dmarc.DmarcPolicy]::Reject } } {
        $value = $Cell -is [scriptblock] ? (& $Cell) : $Cell
        (Make ([pscustomobject]@{ Domain = 'a.test'; Policy = $value })).Value | Should -BeExactly 'v=DMARC1; p=reject'
    }

    It 'takes <Cell> for yes or no' -ForEach @(
        @{ Cell = 1; Value = '; t=y' }
        @{ Cell = 1.0; Value = '; t=y' }
        @{ Cell = $true; Value = '; t=y' }
        @{ Cell = '1'; Value = '; t=y' }
        @{ Cell = 0; Value = '' }
        @{ Cell = $false; Value = '' }
        @{ Cell = $null; Value = '' }
    ) {
        (Make ([pscustomobject]@{ Domain = 'a.test'; Policy = 'Reject'; Testing = $Cell })).Value | Should -BeExactly "v=DMARC1; p=reject$Value"
    }

    It 'tells once of a column that is not read and is near to one that is' {
        $rows = 'Domain,Stages,Owner', 'a.test,Reject,me', 'b.test,Reject,me' | ConvertFrom-Csv
        $null = $rows | New-DmarcRecord -NoLookup -WarningAction SilentlyContinue -WarningVariable warned
        $warned | Should -HaveCount 1
        "$warned" | Should -Match 'column Stages is not read.*Stage meant'
    }

    It 'takes what was made, through JSON too' {
        $made = New-DmarcRecord a.test -Policy Reject -DkimAlignment Strict -NoLookup | ConvertTo-Json -Depth 5 -WarningAction SilentlyContinue | ConvertFrom-Json
        (Make $made).Value | Should -Match '^v=DMARC1; p=reject'
    }

    It 'does not take another number for yes' {
        Make ([pscustomobject]@{ Domain = 'a.test'; Testing = 2 }) | Should -BeNullOrEmpty
        "$($errors[0])" | Should -Match "Testing.*'2' is neither yes nor no"
    }

    It 'takes nothing of a database, and an empty list, for an empty cell' {
        $table = [Data.DataTable]::new()
        foreach ($name in 'Domain', 'Policy', 'AggregateReportTo', 'Testing') { [void]$table.Columns.Add($name, [object]) }
        $nothing = [DBNull]::Value
        [void]$table.Rows.Add('a.test', $nothing, $nothing, $nothing)
        [void]$table.Rows.Add('b.test', 'reject', 'x@b.test', 'yes')
        [void]$table.Rows.Add($nothing, $nothing, $nothing, $nothing)
        (Make @($table.Rows)).Value | Should -BeExactly 'v=DMARC1; p=none', 'v=DMARC1; p=reject; rua=mailto:x@b.test; t=y'
        $errors | Should -HaveCount 0
        (Make ('{"Domain":"a.test","Policy":[],"AggregateReportTo":[],"Testing":[]}' | ConvertFrom-Json)).Value | Should -BeExactly 'v=DMARC1; p=none'
        $errors | Should -HaveCount 0
        [void]$table.Rows.Add($nothing, 'reject', $nothing, $nothing)
        Make $table.Rows[3] | Should -BeNullOrEmpty
        ShouldBeRefused BadDomain 'has no domain'
    }

    It 'may be an object of a class; one without our columns is no row' {
        class Row { [string] $Domain = ''; [string] $Policy = '' }
        class Other { [string] $Domain = ''; [string] $Text = 'x' }
        (Make ([Row]@{ Domain = 'a.test'; Policy = 'reject' })).Value | Should -BeExactly 'v=DMARC1; p=reject'
        Make ([Row]::new()), ([Other]::new()) | Should -BeNullOrEmpty
        $errors | Should -HaveCount 0
        Make ([Row]@{ Policy = 'reject' }) | Should -BeNullOrEmpty
        ShouldBeRefused BadDomain 'has no domain'
    }

    It 'is no hashtable and no list, whose cells the shell does not bind: <Kind>' -ForEach @(
        @{ Kind = 'Hashtable'; Row = @{ Domain = 'a.test'; policy = 'reject' }; Remedy = '\[pscustomobject\]@\{' }
        @{ Kind = 'ordered'; Row = [ordered]@{ Domain = 'a.test'; Policy = 'reject' }; Remedy = '\[pscustomobject\]@\{' }
        @{ Kind = 'JSON'; Row = '{"Domain":"a.test","Policy":"reject"}' | ConvertFrom-Json -AsHashtable; Remedy = '\[pscustomobject\]@\{' }
        @{ Kind = 'list'; Row = , @([pscustomobject]@{ Domain = 'a.test'; Policy = 'reject' }); Remedy = 'one by one' }
    ) {
        Make $Row | Should -BeNullOrEmpty
        ShouldBeRefused BadCell "Policy of a\.test.*$Remedy"
        (Make $Row { $input | New-DmarcRecord -NoLookup -Policy Quarantine }).Value | Should -BeExactly 'v=DMARC1; p=quarantine'
        (Make @{ Domain = 'a.test'; Policy = ''; Other = 1 }).Value | Should -BeExactly 'v=DMARC1; p=none'
    }

    It 'is refused alone where a cell cannot be read' {
        $row = [pscustomobject]@{ Domain = 'a.test'; AggregateReportTo = 'x@a.test' }
        $row | Add-Member ScriptProperty Rua { throw 'out of order' }
        Make $row | Should -BeNullOrEmpty
        ShouldBeRefused BadCell 'out of order'
    }
}

Describe 'A row beside -Domain' {
    It 'names no domain: <Piped>' -ForEach @(
        @{ Piped = 'a.test' }
        @{ Piped = [pscustomobject]@{ Domain = 'a.test'; Policy = 'Reject' } }
        @{ Piped = [pscustomobject]@{ Name = 'a.test' } }
        @{ Piped = @{ DomainName = 'a.test' } }
        @{ Piped = { New-SpfRecord a.test -All Fail -NoLookup } }
    ) {
        $value = $Piped -is [scriptblock] ? (& $Piped) : $Piped
        $records = $value, [pscustomobject]@{ Policy = 'Quarantine' }, 'c.test' | New-DmarcRecord -Domain b.test -NoLookup -ErrorAction SilentlyContinue -ErrorVariable refused
        $records.Value | Should -BeExactly 'v=DMARC1; p=quarantine'
        $refused.FullyQualifiedErrorId | Should -Be (@('DomainTwice,SmtpAdmin.PowerShell.Commands.NewDmarcRecordCommand') * 2)
        "$($refused[0])" | Should -Match 'a\.test.*-Domain'
    }

    It 'has a column that is taken, and what is empty is passed over' {
        $records = '', '# a comment', $null, [pscustomobject]@{ Domain = '' }, [pscustomobject]@{ Polcy = 'Reject' }, [pscustomobject]@{ Policy = 'Reject' } |
            New-DmarcRecord -Domain b.test, c.test -NoLookup -ErrorAction SilentlyContinue -ErrorVariable refused
        $records.Domain | Should -Be 'b.test', 'c.test'
        $records.Policy | Should -Be 'Reject', 'Reject'
        $refused | Should -HaveCount 1
        "$($refused[0])" | Should -Match 'Polcy.*Stage, Policy'
        { [pscustomobject]@{ Policy = 'Reject' } | New-DmarcRecord -Domain '' -NoLookup -ErrorAction Stop } | Should -Throw -ErrorId 'BadDomain,*'
    }
}
