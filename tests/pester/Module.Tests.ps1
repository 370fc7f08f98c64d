#Requires -Version 7.4

# The module as it is shipped: what it exports, what it brings along, and that PowerShell finds its help and views.

BeforeDiscovery {
    $manifest = Import-PowerShellDataFile "$PSScriptRoot/../../SmtpAdmin.psd1"
    $cmdlets = $manifest.CmdletsToExport
}

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $path = Join-Path $root 'out/SmtpAdmin'
    $module = Import-Module $path -PassThru -Force
}

Describe 'The manifest' {
    It 'is valid' {
        Test-ModuleManifest (Join-Path $path 'SmtpAdmin.psd1') -ErrorAction Stop | Should -Not -BeNullOrEmpty
    }

    It 'has the version of the source' {
        $version = ([xml](Get-Content (Join-Path $root 'Directory.Build.props') -Raw)).SelectSingleNode('//Version').InnerText
        $module.Version.ToString() | Should -Be $version
    }

    It 'names its exports one by one' {
        $manifest = Import-PowerShellDataFile (Join-Path $path 'SmtpAdmin.psd1')
        $manifest.CmdletsToExport | Should -Not -Match '[*?]'
        $manifest.FunctionsToExport | Should -BeNullOrEmpty
        $manifest.AliasesToExport | Should -BeNullOrEmpty
        $manifest.VariablesToExport | Should -BeNullOrEmpty
    }
}

Describe 'The module' {
    It 'exports exactly the cmdlets that its assembly has' {
        $assembly = $module.NestedModules + $module | ForEach-Object ImplementingAssembly | Where-Object { $_ } | Select-Object -First 1
        $built = $assembly.GetExportedTypes() |
            ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { '{0}-{1}' -f $_.VerbName, $_.NounName }
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($built | Sort-Object)
        $module.ExportedCommands.Count | Should -Be $module.ExportedCmdlets.Count
    }

    It 'ships no assembly but its own' {
        (Get-ChildItem (Join-Path $path 'bin') -Filter *.dll).Name | Sort-Object | Should -Be 'SmtpAdmin.Core.dll', 'SmtpAdmin.PowerShell.dll'
    }

    It 'ships its licence' {
        Join-Path $path 'LICENSE' | Should -Exist
    }
}

Describe '<_>' -ForEach $cmdlets {
    BeforeAll {
        $name = $_
        $help = Get-Help $name -Full
    }

    It 'has help with a synopsis and a description' {
        $help.Synopsis | Should -Not -Match "^\s*$name\b" -Because 'that would be the syntax, which PowerShell shows where there is no help'
        $help.description.Text | Should -Not -BeNullOrEmpty
    }

    It 'has two examples or more, each of which is a command that PowerShell can read' {
        $examples = @($help.examples.example)
        $examples.Count | Should -BeGreaterOrEqual 2
        foreach ($example in $examples) {
            $problems = $null
            [void][System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref]$null, [ref]$problems)
            $problems | Should -BeNullOrEmpty -Because $example.title
        }
    }

    It 'shows its examples with Get-Help -Examples' {
        Get-Help $name -Examples | Out-String | Should -Match "Example 1[\s\S]*\b$name\b"
    }

    It 'describes each of its parameters' {
        $common = [System.Management.Automation.Cmdlet]::CommonParameters + [System.Management.Automation.Cmdlet]::OptionalCommonParameters
        $shown = (Get-Command $name).Parameters.Values | Where-Object { $_.Attributes.DontShow -notcontains $true } | ForEach-Object Name
        foreach ($parameter in $shown | Where-Object { $_ -notin $common }) {
            (Get-Help $name -Parameter $parameter).description.Text | Should -Not -BeNullOrEmpty -Because "-$parameter"
        }
    }

    It 'says what it writes' {
        (Get-Command $name).OutputType | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue | Should -Not -BeNullOrEmpty
    }

    It 'has a view of its own for every type that it writes' {
        foreach ($type in (Get-Command $name).OutputType | Where-Object Name -like 'SmtpAdmin.*') {
            Get-FormatData -TypeName $type.Name | Should -Not -BeNullOrEmpty -Because $type.Name
        }
    }
}
