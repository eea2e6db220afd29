using SlackNet.Blocks;

namespace SlackNet.Interaction;

/// <summary>Handles all block actions.</summary>
public interface IBlockActionHandler
{
    Task Handle(BlockActionRequest request);
}

/// <summary>Handles block actions of one type.</summary>
public interface IBlockActionHandler<in TAction> where TAction : BlockAction
{
    Task Handle(TAction action, BlockActionRequest request);
}
