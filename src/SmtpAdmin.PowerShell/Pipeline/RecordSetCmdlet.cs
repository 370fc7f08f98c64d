using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that is about record sets: objects that carry them, or one by its parts.</summary>
public abstract class RecordSetCmdlet : DnsCmdlet<RecordSetInput>
{
    /// <summary>The parameter set of objects.</summary>
    protected const string ObjectSet = "RecordSet";

    /// <summary>The parameter set of one record.</summary>
    protected const string RecordSetOfParts = "Record";

    /// <summary>The records.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    [Alias("InputObject")]
    public PSObject?[] RecordSet { get; set; } = [];

    /// <summary>The name that holds the record.</summary>
    [Parameter(ParameterSetName = RecordSetOfParts, Mandatory = true)]
    [AllowEmptyString]
    public string Name { get; set; } = "";

    /// <summary>The type of the record.</summary>
    [Parameter(ParameterSetName = RecordSetOfParts, Mandatory = true)]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(RecordTypeCompleter))]
    public string Type { get; set; } = "";
}
