namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>A parameter as the cmdlet's class declares it.</summary>
internal sealed record CmdletParameter(
    string Name, Type Type, IReadOnlyList<string> Aliases, IReadOnlyList<string> AcceptedValues, IReadOnlyList<CmdletBinding> Bindings)
{
    public bool IsSwitch => Type.Name == "SwitchParameter";

    /// <summary>The type as the pages write it: PowerShell's name, a nullable as what it wraps.</summary>
    public string TypeName => (Nullable.GetUnderlyingType(Type) ?? Type).Name;
}
