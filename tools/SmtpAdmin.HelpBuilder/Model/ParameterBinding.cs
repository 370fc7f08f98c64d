namespace SmtpAdmin.HelpBuilder.Model;

/// <summary>One metadata block of a parameter.</summary>
internal sealed record ParameterBinding
{
    public required string Type { get; init; }

    /// <summary>Names of parameter sets; empty for all of them.</summary>
    public required IReadOnlyList<string> Sets { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    /// <summary>The values that are taken; empty where any is.</summary>
    public required IReadOnlyList<string> AcceptedValues { get; init; }

    public required bool Required { get; init; }

    /// <summary>Counted from 0; null for a parameter that is only bound by name.</summary>
    public required int? Position { get; init; }

    public required string DefaultValue { get; init; }

    /// <summary><c>False</c>, or <c>True</c> with the ways in parentheses, as Get-Help prints it.</summary>
    public required string PipelineInput { get; init; }

    public required bool Wildcards { get; init; }

    public bool AppliesToAll => Sets.Count == 0;

    public bool IsSwitch => Type == "SwitchParameter";
}
