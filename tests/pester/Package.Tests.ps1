#Requires -Version 7.4

# The package and build.ps1: what a gallery or a user's module folder gets.

BeforeAll {
    $root = (Resolve-Path "$PSScriptRoot/../..").Path
    $pwsh = (Get-Process -Id $PID).Path
}

Describe 'The package' {
    BeforeAll {
        $output = dotnet pack "$root/src/SmtpAdmin.PowerShell" --no-build --output $TestDrive 2>&1
        $LASTEXITCODE | Should -Be 0 -Because ($output -join "`n")
        $package = Get-Item "$TestDrive/SmtpAdmin.*.nupkg"
        [System.IO.Compression.ZipFile]::ExtractToDirectory($package, "$TestDrive/modules/SmtpAdmin")
    }

    It 'is named after the module and its version' {
        $package.Name | Should -Be "SmtpAdmin.$((Import-PowerShellDataFile "$root/SmtpAdmin.psd1").ModuleVersion).nupkg"
    }

    It 'holds the module at its root, file for file, beside what NuGet adds' {
        $files = Get-ChildItem "$TestDrive/modules/SmtpAdmin" -Recurse -File | Resolve-Path -Relative -RelativeBasePath "$TestDrive/modules/SmtpAdmin"
        $module = Get-ChildItem "$root/out/SmtpAdmin" -Recurse -File | Resolve-Path -Relative -RelativeBasePath "$root/out/SmtpAdmin"
        $files | Where-Object { $_ -notmatch '\.nuspec$|\[Content_Types\]|[/\\](_rels|package)[/\\]' } | Sort-Object | Should -Be ($module | Sort-Object)
    }

    It 'says that it is a module for the gallery' {
        $metadata = ([xml](Get-Content "$TestDrive/modules/SmtpAdmin/SmtpAdmin.nuspec" -Raw)).package.metadata
        $metadata.id | Should -Be 'SmtpAdmin'
        $metadata.tags -split ' ' | Should -Contain 'PSModule'
        $metadata.license.InnerText | Should -Be 'MIT'
        $metadata.SelectSingleNode("*[local-name()='dependencies']") | Should -BeNullOrEmpty
    }

    It 'is found by its name and works where it is unpacked in a module folder' {
        $script = { $env:PSModulePath = $args[0]; (Get-Command Test-ReverseDns).Module.ModuleBase; (Get-Help Test-ReverseDns).Synopsis }
        $said = & $pwsh -NoProfile -NonInteractive -Command $script -args "$TestDrive/modules"
        $said[0] | Should -BeLike '*modules?SmtpAdmin'
        $said[1] | Should -Not -BeNullOrEmpty
    }
}

Describe 'build.ps1' {
    It 'explains itself' {
        $help = Get-Help "$root/build.ps1" -Full
        $help.Synopsis | Should -Match '^Builds'
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        $help.parameters.parameter | Where-Object name -eq 'Task' | ForEach-Object { $_.description.Text } | Should -Match 'Install'
    }

    It '<_> does nothing with -WhatIf' -ForEach 'Install', 'Clean' {
        $said = & $pwsh -NoProfile -NonInteractive -File "$root/build.ps1" $_ -Destination "$TestDrive/none" -WhatIf
        $said | Should -Match '^What if'
        "$TestDrive/none" | Should -Not -Exist
        "$root/out/SmtpAdmin/SmtpAdmin.psd1" | Should -Exist
    }
}
